"""Viewsets and views of the organisation."""

from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from organization import access, selectors
from organization.actions import grants as grant_actions
from organization.actions import imports as import_actions
from organization.actions import tokens as token_actions
from organization.api.rights import RightsAction
from organization.api.shapes import (
    DayQuery,
    EmployeeListShape,
    EmployeeShape,
    GrantInput,
    GrantShape,
    ImportListShape,
    ImportShape,
    LineShape,
    MeShape,
    NewTokenShape,
    TokenInput,
    TokenShape,
    UnitShape,
    UploadShape,
)
from organization.days import today
from organization.imports.kinds import import_kinds
from organization.models import Employee, EmployeeKind, ImportBatch, RoleGrant, Unit, User
from organization.reporting import assessor_of
from workflow.actors import actor_of
from workflow.api.files import uploaded_file
from workflow.api.pagination import Keyset
from workflow.api.parsers import LimitedMultiPartParser
from workflow.api.queries import ListQuery, states_filter
from workflow.api.transitions import Order
from workflow.api.views import ApiView
from workflow.api.viewsets import ReadViewSet, SubjectViewSet
from workflow.engine import Outcome
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible

LOCKED_SECONDS = 15 * 60
IMPORT_BODY: Any = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}, "about": {"type": "string"}},
        "required": ["file"],
    }
}


class UnitQuery(ListQuery):
    """Filters of the list of units."""

    parent = serializers.UUIDField(  # type: ignore[assignment]  # the shape of a unit has a parent
        source="parent__public_id", required=False
    )
    kind = serializers.CharField(max_length=24, required=False)
    code = serializers.CharField(max_length=40, required=False)


class UnitViewSet(ReadViewSet[Unit]):
    """Units, in the order of the tree."""

    model = Unit
    serializer_class = UnitShape
    query_class = UnitQuery
    keyset = Keyset(order=("lft",))

    def visible(self) -> QuerySet[Unit]:
        return access.units_visible_to(self.actor).select_related("parent", "opd")


class EmployeeQuery(ListQuery):
    """Filters of the list of people."""

    q = serializers.CharField(max_length=100, required=False)
    unit = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=EmployeeKind.choices, required=False)


class EmployeeViewSet(RightsAction, ReadViewSet[Employee]):
    """People you may know of: yourself, your unit's names, and the units you head or hold a role on."""

    model = Employee
    serializer_class = EmployeeShape
    list_serializer_class = EmployeeListShape
    query_class = EmployeeQuery
    keyset = Keyset(order=("full_name",))

    def visible(self) -> QuerySet[Employee]:
        return access.employees_visible_to(self.actor)

    def narrow(self, queryset: QuerySet[Employee], query: ListQuery) -> QuerySet[Employee]:
        wanted = query.lookups()
        unit = None
        if "unit" in wanted:
            unit = access.units_visible_to(self.actor).filter(public_id=wanted["unit"]).first()
            if unit is None:
                return queryset.none()
        return selectors.employees(self.actor, text=wanted.get("q", ""), unit=unit, kind=wanted.get("kind", ""))

    def get_serializer_context(self) -> dict[str, Any]:
        """The units the reader heads are read once for a whole list."""
        context = super().get_serializer_context()
        if "actor" in context and self.action == "list":
            context["headed"] = access.headed_intervals(context["actor"])
        return context

    @extend_schema(parameters=[DayQuery], responses={200: LineShape})
    @action(detail=True, methods=["get"])
    def line(self, request: Request, id: str) -> Response:
        """Who assesses this person on a day (`on`, today by default), who stands above, and why."""
        person = self.get_object()
        if access.LINE not in access.fields_of(self.actor, person):
            raise NotPermitted
        on = self.day(request) or today(person.unit.zone)
        return Response(LineShape(assessor_of(person, on)).data)

    @staticmethod
    def day(request: Request) -> Any:
        """The day asked about."""
        query = DayQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return query.validated_data["on"]


class GrantQuery(ListQuery):
    """Filters of the list of role grants; `on`: those that held on a day."""

    on = serializers.DateField(required=False)

    state = states_filter(RoleGrant.States)
    unit = serializers.UUIDField(source="unit__public_id", required=False)
    role = serializers.CharField(max_length=20, required=False)


class GrantViewSet(SubjectViewSet[RoleGrant]):
    """Roles on units, given and taken by people."""

    model = RoleGrant
    serializer_class = GrantShape
    query_class = GrantQuery
    keyset = Keyset(order=("-valid_from",))

    def narrow(self, queryset: QuerySet[RoleGrant], query: ListQuery) -> QuerySet[RoleGrant]:
        """By the filters; a day asks for what held then."""
        wanted = query.lookups()
        on = wanted.pop("on", None)
        held = queryset if on is None else queryset.filter(pk__in=selectors.grants_held_on(self.actor, on).values("pk"))
        return held.filter(**wanted)

    @extend_schema(request=GrantInput, responses={201: GrantShape})
    def create(self, request: Request) -> Response:
        """Give a role."""
        body = GrantInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        person = access.employees_visible_to(self.actor).filter(public_id=values.pop("employee")).first()
        unit = access.units_visible_to(self.actor).filter(public_id=values.pop("unit")).first()
        user = User.objects.filter(employee=person).first() if person else None
        if unit is None or user is None:
            raise NotVisible
        grant = grant_actions.grant_role(user, actor=self.actor, unit=unit, **values)
        return Response(GrantShape(grant, context=self.get_serializer_context()).data, status=201)


class ImportQuery(ListQuery):
    """Filters of the list of imports."""

    state = states_filter(ImportBatch.States)
    about = serializers.CharField(max_length=40, required=False)


def _apply(order: Order) -> Outcome:
    return import_actions.apply_batch(order.subject.public_id, actor=order.actor, version=order.version, key=order.key)


class ImportViewSet(SubjectViewSet[ImportBatch]):
    """Files of any kind (`about`): sent, checked, then applied as a whole."""

    model = ImportBatch
    serializer_class = ImportShape
    list_serializer_class = ImportListShape
    query_class = ImportQuery
    keyset = Keyset(order=("-uploaded_at",))
    transition_actions = {"apply": _apply}

    def get_parsers(self) -> list[Any]:
        """Files come as form data, everything else as JSON."""
        sends_file = _is_post(self) and getattr(self, "action_map", {}).get("post") == "create"
        return [LimitedMultiPartParser()] if sends_file else super().get_parsers()

    @extend_schema(request=IMPORT_BODY, responses={200: UploadShape, 201: ImportShape})
    def create(self, request: Request) -> Response:
        """Check a file; 201 with the preview, or 200 when it would change nothing."""
        sent = uploaded_file(request, beside=("about",))
        body: Any = request.data
        about = str(body.get("about", "people"))
        if about not in {kind.key for kind in import_kinds()}:
            raise InvalidInput(details=[FieldFault("about", str(_("This kind of file is not known.")))])
        found = import_actions.upload(actor=self.actor, name=sent.name or "import", data=sent.read(), about=about)
        if found.batch is None:
            return Response({"unchanged": True, "counts": found.plan.counts()}, status=200)
        return Response(ImportShape(found.batch, context=self.get_serializer_context()).data, status=201)


class MeView(ApiView):
    """Who I am and what I may do where."""

    @extend_schema(responses={200: MeShape})
    def get(self, request: Request) -> Response:
        """The signed-in account."""
        account: Any = request.user
        return Response(MeShape(account, context={"actor": self.actor}).data)


class TokensView(ApiView):
    """Tokens of one's own account."""

    def get_permissions(self) -> list[Any]:
        """Asking for a token is how one signs in; its own check is the password."""
        return [] if _is_post(self) else list(super().get_permissions())

    def get_authenticators(self) -> list[Any]:
        """A sign-in is judged by its password alone, never by a cookie or token that came along."""
        return [] if _is_post(self) else super().get_authenticators()

    def get_authenticate_header(self, request: Request) -> str:
        """A wrong password is 401 like a missing token."""
        return "Bearer"

    @extend_schema(responses={200: TokenShape(many=True)})
    def get(self, request: Request) -> Response:
        """Your tokens, newest first; never their secrets."""
        return Response({"results": TokenShape(selectors.tokens_of(self.actor), many=True).data, "next": None})

    @extend_schema(request=TokenInput, responses={201: NewTokenShape}, auth=[])
    def post(self, request: Request) -> Response:
        """Sign in and receive a token."""
        body = TokenInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        user = _signed_in(request, values["username"], values["password"])
        actor = actor_of(user, request_id=str(getattr(request, "request_id", "")), channel="rest")
        token, secret = token_actions.issue_token(user, actor=actor, name=values["name"])
        return Response(NewTokenShape(token, context={"secret": secret}).data, status=201)


def _is_post(view: Any) -> bool:
    """Whether a view answers a POST; it has no request while the schema is drawn."""
    request = getattr(view, "request", None)
    return request is not None and request.method == "POST"


def _signed_in(request: Request, username: str, password: str) -> User:
    """The account of a right password; 429 while name and address are locked, 401 for everything else."""
    # The lock after failed attempts works on Django's own request.
    plain: Any = request._request  # noqa: SLF001
    user = authenticate(plain, username=username, password=password)
    if getattr(plain, "axes_locked_out", False):
        plain.axes_locked_out = False
        raise Throttled(wait=LOCKED_SECONDS)
    if not isinstance(user, User):
        raise AuthenticationFailed(_("Name or password is wrong, or the account cannot sign in."))
    if user.must_change_password:
        raise PermissionDenied(_("Set a password of your own on the pages first."), code="password_change_required")
    return user


class TokenView(ApiView):
    """One token of one's own."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, id: str) -> Response:
        """Revoke it."""
        try:
            identity = UUID(id)
        except ValueError:
            raise NotVisible from None
        token_actions.revoke_token(identity, actor=self.actor)
        return Response(status=204)
