"""Shapes of units, people, accounts, tokens, grants and imports. A field group the reader may not see is absent."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from organization import access, nip
from organization.days import today
from organization.imports.faults import from_json
from organization.models import GRANTABLE_ROLES, ApiToken, Employee, ImportBatch, RoleGrant, Unit, User
from organization.reporting import assessor_of
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer


class UnitShape(StrictModelSerializer[Unit]):
    id = serializers.UUIDField(source="public_id", read_only=True)
    parent = serializers.UUIDField(  # type: ignore[assignment]  # the shape of a unit has a parent
        source="parent.public_id", read_only=True, default=None
    )
    opd = serializers.UUIDField(source="opd.public_id", read_only=True, default=None)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)

    class Meta:
        model = Unit
        fields = (
            "id",
            "code",
            "name",
            "kind",
            "kind_label",
            "parent",
            "opd",
            "depth",
            "zone",
            "valid_from",
            "valid_to",
        )
        read_only_fields = fields


class PersonReference(StrictSerializer):
    """A person named by another resource."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(source="full_name", read_only=True)


class EmployeeListShape(StrictModelSerializer[Employee]):
    """One line of a list: the NIP only masked, and only for those who may read it at all."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(source="full_name", read_only=True)
    nip = serializers.SerializerMethodField()
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    post = serializers.CharField(source="post.title", read_only=True, default="")

    class Meta:
        model = Employee
        fields = ("id", "name", "nip", "kind", "unit", "unit_name", "post", "active")
        read_only_fields = fields

    def get_nip(self, employee: Employee) -> str:
        """Masked; empty for readers without the right to it."""
        heads = self.context.get("headed")
        may_read = access.IDENTITY in access.fields_of(self.context["actor"], employee, heads)
        return nip.masked(employee.nip) if may_read else ""


class DayQuery(StrictSerializer):
    """The day a question is about; today where none is named."""

    on = serializers.DateField(required=False, allow_null=True, default=None)


class LineShape(StrictSerializer):
    """Who assesses a person today and why."""

    assessor = PersonReference(allow_null=True, read_only=True)
    capacity = serializers.CharField(read_only=True)
    assessor_post = serializers.CharField(read_only=True)
    superior = PersonReference(allow_null=True, read_only=True)
    superior_capacity = serializers.CharField(read_only=True)
    superior_post = serializers.CharField(read_only=True)
    explanation = serializers.CharField(read_only=True)


class EmployeeShape(EmployeeListShape):
    """One person, as far as the reader may know him."""

    line = serializers.SerializerMethodField()

    groups: ClassVar[dict[str, tuple[str, ...]]] = {
        access.IDENTITY: ("nip", "sex", "birth_date", "grade"),
        access.CONTACT: ("email", "phone"),
        access.LINE: ("line",),
    }

    class Meta:
        model = Employee
        fields = (*EmployeeListShape.Meta.fields, "grade", "sex", "birth_date", "email", "phone", "line")
        read_only_fields = fields

    def get_nip(self, employee: Employee) -> str:
        return employee.nip or ""

    @extend_schema_field(LineShape)
    def get_line(self, employee: Employee) -> dict[str, Any]:
        return dict(LineShape(assessor_of(employee, today(employee.unit.zone))).data)

    def to_representation(self, instance: Employee) -> dict[str, Any]:
        readable = access.fields_of(self.context["actor"], instance)
        hidden = {name for group, names in self.groups.items() if group not in readable for name in names}
        for name in hidden & set(self.fields):
            self.fields.pop(name)
        return dict(super().to_representation(instance))


class GrantedRoleShape(StrictSerializer):
    """A role in force and where it holds."""

    role = serializers.CharField(read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    valid_from = serializers.DateField(read_only=True)
    valid_to = serializers.DateField(read_only=True, allow_null=True)


class MeShape(StrictModelSerializer[User]):
    """The signed-in account."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(source="display_name", read_only=True)
    employee = serializers.SerializerMethodField()
    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "username", "name", "language", "employee", "roles")
        read_only_fields = fields

    @extend_schema_field(EmployeeShape(allow_null=True))
    def get_employee(self, user: User) -> dict[str, Any] | None:
        return dict(EmployeeShape(user.employee, context=self.context).data) if user.employee else None

    @extend_schema_field(GrantedRoleShape(many=True))
    def get_roles(self, user: User) -> list[Any]:
        from organization.selectors import grants_in_force

        return list(GrantedRoleShape(grants_in_force(user.pk), many=True).data)


class TokenShape(StrictModelSerializer[ApiToken]):
    """A token without its secret."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = ApiToken
        fields = ("id", "name", "created_at", "last_used_at", "revoked_at")
        read_only_fields = fields


class NewTokenShape(TokenShape):
    """A token just made; the secret is shown this once."""

    token = serializers.SerializerMethodField()

    class Meta:
        model = ApiToken
        fields = (*TokenShape.Meta.fields, "token")
        read_only_fields = fields

    def get_token(self, token: ApiToken) -> str:
        return str(self.context["secret"])


class TokenInput(StrictSerializer):
    """Sign-in for a token: NIP or user name, and the password."""

    username = serializers.CharField(max_length=80, trim_whitespace=True)
    password = serializers.CharField(max_length=200, trim_whitespace=False, style={"input_type": "password"})
    name = serializers.CharField(max_length=80, default="API", allow_blank=False)


class GrantShape(SubjectSerializer[RoleGrant]):
    user_name = serializers.CharField(source="user.display_name", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    role_label = serializers.CharField(source="get_role_display", read_only=True)
    author_name = serializers.CharField(source="author.display_name", read_only=True, default="")

    class Meta:
        model = RoleGrant
        fields = (
            *SUBJECT_FIELDS,
            "user_name",
            "role",
            "role_label",
            "unit",
            "unit_name",
            "valid_from",
            "valid_to",
            "basis",
            "author_name",
        )


class GrantInput(StrictSerializer):
    """A role to be given."""

    employee = serializers.UUIDField()
    role = serializers.ChoiceField(choices=[(role.value, role.label) for role in GRANTABLE_ROLES])
    unit = serializers.UUIDField()
    basis = serializers.CharField(max_length=300)
    valid_from = serializers.DateField(required=False, allow_null=True, default=None)
    valid_to = serializers.DateField(required=False, allow_null=True, default=None)


class FaultShape(StrictSerializer):
    """One finding in a file."""

    sheet = serializers.CharField(read_only=True)
    row = serializers.IntegerField(read_only=True)
    column = serializers.CharField(read_only=True)
    code = serializers.CharField(read_only=True)
    message = serializers.CharField(read_only=True)


class ImportListShape(SubjectSerializer[ImportBatch]):
    class Meta:
        model = ImportBatch
        fields = (*SUBJECT_FIELDS, "about", "file_name", "size", "uploaded_at", "applied_at", "counts")
        read_only_fields = fields


class ImportShape(ImportListShape):
    """One file with everything that was found in it."""

    faults = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = (*ImportListShape.Meta.fields, "faults", "warnings")
        read_only_fields = fields

    @extend_schema_field(FaultShape(many=True))
    def get_faults(self, batch: ImportBatch) -> list[Any]:
        return list(FaultShape([from_json(fault) for fault in batch.faults], many=True).data)

    @extend_schema_field(FaultShape(many=True))
    def get_warnings(self, batch: ImportBatch) -> list[Any]:
        return list(FaultShape([from_json(fault) for fault in batch.warnings], many=True).data)


class UploadShape(StrictSerializer):
    """The answer to a file: the import that waits, or that nothing would change."""

    unchanged = serializers.BooleanField(read_only=True)
    counts = serializers.DictField(read_only=True)
