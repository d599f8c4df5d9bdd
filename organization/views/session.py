"""Sign in and out, and the own password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from organization.actions import accounts
from organization.authentication import normalized
from organization.forms import PasswordForm, SignInForm
from organization.models import User
from workflow.actors import actor_for
from workflow.errors import InvalidInput

BACKEND = "organization.authentication.NipOrUsernameBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; one sentence for every failure, so that it tells nothing about accounts."""
    if request.user.is_authenticated:
        return _onward(request)
    if request.method == "POST" and settings.DEMO and "demo_user" in request.POST:
        return _sign_in_as(request, request.POST["demo_user"])
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
        if isinstance(user, User):
            return _start(request, user)
        form.add_error(None, _("NIP, user name or password is wrong. Check them and try again."))
    status = 422 if form.errors else 200
    return render(request, "registration/login.html", _context(request, form), status=status)


def _context(request: HttpRequest, form: SignInForm) -> dict[str, Any]:
    return {"form": form, "next": _next(request), "demo_groups": _demo_groups()}


def _demo_groups() -> Any:
    """Who can be tried out; the demo names a function that knows."""
    source = getattr(settings, "DEMO_SIGN_IN_GROUPS", "")
    return import_string(source)() if settings.DEMO and source else ()


def _sign_in_as(request: HttpRequest, username: str) -> HttpResponse:
    """Demo settings only: one tap signs in an invented person."""
    user = User.objects.filter(username=normalized(username), is_active=True).first()
    if user is None:
        return redirect("organization:login")
    return _start(request, user)


def _start(request: HttpRequest, user: User) -> HttpResponse:
    """A new session with a new id; a one-time password leads to choosing an own one first."""
    login(request, user, backend=BACKEND)
    if user.must_change_password:
        return redirect("organization:password")
    return _onward(request)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def _onward(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(_next(request) or settings.LOGIN_REDIRECT_URL)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; everything kept for it is gone."""
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@never_cache
@sensitive_post_parameters("current", "new", "again")
@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; with a one-time password this page comes before every other."""
    user = request.user
    assert isinstance(user, User)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change_own_password(
                user, actor=actor_for(request), current=form.cleaned_data["current"], new=form.cleaned_data["new"]
            )
        except InvalidInput as refused:
            form.refuse(refused)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Your password is changed. Other devices are signed out."))
            return redirect(reverse("organization:profile"))
    context = {"form": form, "forced": user.must_change_password}
    return render(request, "organization/password.html", context, status=422 if form.errors else 200)
