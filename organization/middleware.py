"""A printed one-time password opens one page only: the one on which its owner chooses another."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

Answer = Callable[[HttpRequest], HttpResponse]
# The API refuses by itself with a problem document; the rest is needed to draw the page.
OPEN: Final = ("/api/", "/static/", "/i18n/", "/health/")


class OwnPasswordFirstMiddleware:
    """Leads people with a one-time password to the password page, whatever they ask for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.must_choose(request):
            return HttpResponseRedirect(reverse("organization:password"))
        return self.get_response(request)

    def must_choose(self, request: HttpRequest) -> bool:
        allowed = (*OPEN, reverse("organization:password"), reverse("organization:logout"))
        if request.path.startswith(allowed):
            return False
        return request.user.is_authenticated and bool(getattr(request.user, "must_change_password", False))
