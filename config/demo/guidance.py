"""The two forms that follow guidance in the demo: handed in and read, handed in and unread, begun, and missing."""

from datetime import date, timedelta
from typing import Any, Final

from cases.actions.moves import Seen
from cases.guidance import actions
from cases.guidance.addressee import guide_of
from cases.models import GuidanceEvaluation, GuidanceFeedback, ImprovementCase
from config.demo.stage import Cast, on

# By the fate of the case: does the employee hand feedback in, does the guide evaluate; the others leave it begun.
GIVES_FEEDBACK: Final = frozenset({"met", "partly", "reopened"})
EVALUATES: Final = frozenset({"met", "partly", "reopened"})
READ_AT_ONCE: Final = frozenset({"met", "reopened"})
REMARKS: Final = (
    "Sesi bulanan membantu saya menata pekerjaan. Contoh laporan yang baik paling berguna.",
    "Dua kali sesi diundur mendadak, sehingga saya lama menunggu jawaban. Mohon jadwalnya dijaga.",
    "Saya dapat berbicara terbuka. Waktu untuk berlatih di loket masih kurang.",
)
REASONS: Final = (
    "Mampu menjelaskan langkah pekerjaannya sendiri dan menyelesaikannya tanpa diingatkan.",
    "Hasil tiga bulan terakhir konsisten; masih perlu pendampingan pada kasus yang tidak biasa.",
    "Aktif mengusulkan perbaikan antrean dan mencobanya bersama rekan satu loket.",
)


def after_guidance(cast: Cast, case: ImprovementCase, day: date, fate: str) -> None:
    """What both sides write in the days after the work was submitted."""
    with on(day, 10):
        _feedback(cast, case, fate)
    with on(day, 14):
        _evaluation(cast, case, fate)


def take_note(cast: Cast, case: ImprovementCase, day: date, fate: str) -> None:
    """Whoever stands above the guide reads what was handed in to him."""
    form = GuidanceFeedback.objects.filter(case=case, state="handed_in", reader__isnull=False).first()
    if form is None or fate not in READ_AT_ONCE:
        return
    with on(day, 8):
        actions.take_note(form, Seen(cast.actor(form.reader_id), form.version))


def begin(cast: Cast, *, today: date) -> None:
    """Of the work under way, one employee has begun to write; nobody waits for it yet."""
    running = GuidanceFeedback.objects.filter(state="draft", case__state="active").order_by("pk")
    with on(today - timedelta(days=1), 16):
        for form in running.select_related("case")[:1]:
            values = _answers(form, 0, most=4)
            actions.save_answers(form, actor=cast.actor(form.case.employee_id), revision=form.revision, values=values)


def _feedback(cast: Cast, case: ImprovementCase, fate: str) -> None:
    form = GuidanceFeedback.objects.filter(case=case, state="draft").first()
    if form is None:
        return
    writer, place = cast.actor(case.employee_id), len(case.goal)
    most = len(form.questions) if fate in GIVES_FEEDBACK else 3
    values = {**_answers(form, place, most=most), "remarks": REMARKS[place % len(REMARKS)]}
    form = actions.save_answers(form, actor=writer, revision=form.revision, values=values)
    if fate in GIVES_FEEDBACK:
        actions.hand_in(form, Seen(writer, form.version))


def _evaluation(cast: Cast, case: ImprovementCase, fate: str) -> None:
    form, guide = GuidanceEvaluation.objects.filter(case=case, state="draft").first(), guide_of(case)
    if form is None or guide is None:
        return
    most = len(form.questions) if fate in EVALUATES else 2
    values: dict[str, Any] = _answers(form, len(case.goal), most=most)
    for number, one in enumerate(form.questions[:most]):
        values[f"reason-{one.code}"] = REASONS[number % len(REASONS)]
    form = actions.save_answers(form, actor=cast.actor(guide), revision=form.revision, values=values)
    if fate in EVALUATES:
        actions.hand_in(form, Seen(cast.actor(guide), form.version))


def _answers(form: GuidanceFeedback | GuidanceEvaluation, place: int, *, most: int) -> dict[str, Any]:
    """Scores from 3 to 5, the same at every building."""
    return {f"score-{one.code}": 3 + (place + number) % 3 for number, one in enumerate(form.questions[:most])}
