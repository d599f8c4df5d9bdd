"""What makes a certificate the proof of one person's training."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from workflow.step import Step


def faults(step: Step) -> Iterator[str]:
    """Sentences of what is wrong with the certificate named in the step; none when it fits."""
    from cases.models import Certificate

    enrolment = step.subject
    wanted = step.payload.get("certificate")
    if not wanted:
        if step.payload["result"] == "passed":
            yield _("A passed training needs its certificate; please upload it first.")
        return
    certificate = Certificate.objects.filter(public_id=wanted).first()
    if certificate is None:
        yield _("This certificate was not found.")
        return
    if certificate.employee_id != enrolment.employee_id:
        yield _("This certificate belongs to another person.")
        return
    if certificate.enrolment_id != enrolment.pk:
        yield _("This certificate was uploaded for another training.")
    if Certificate.objects.filter(digest=certificate.digest).exclude(employee_id=enrolment.employee_id).exists():
        yield _("The same file was handed in as another person's certificate.")
