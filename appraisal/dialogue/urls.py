"""The addresses of the dialogue."""

from django.urls import path

from appraisal.views import dialogue, dialogue_meetings, feedback

LOG = [
    path("dialogue/", dialogue.mine, name="dialogue"),
    path("dialogue/people/<uuid:public_id>/", dialogue.person, name="dialogue-person"),
    path("dialogue/log/new/", dialogue.new_entry, name="log-new"),
    path("dialogue/log/<uuid:public_id>/", dialogue.entry, name="log-entry"),
    path("dialogue/log/<uuid:public_id>/remove/", dialogue.remove_entry, name="log-remove"),
    path("dialogue/log/<uuid:public_id>/files/", dialogue.upload, name="log-upload"),
    path("dialogue/evidence/<uuid:public_id>/", dialogue.download, name="log-evidence"),
    path("dialogue/evidence/<uuid:public_id>/remove/", dialogue.remove_file, name="log-evidence-remove"),
]
FEEDBACK = [
    path("feedback/", feedback.mine, name="feedback-mine"),
    path("feedback/new/", feedback.unasked, name="feedback-new"),
    path("feedback/<uuid:public_id>/", feedback.feedback, name="feedback"),
    path("feedback/<uuid:public_id>/transitions/", feedback.transition, name="feedback-transition"),
    path("dialogue/people/<uuid:public_id>/rounds/new/", feedback.new_round, name="feedback-round-new"),
    path("dialogue/rounds/<uuid:public_id>/", feedback.feedback_round, name="feedback-round"),
    path("dialogue/rounds/<uuid:public_id>/transitions/", feedback.round_transition, name="feedback-round-transition"),
]
MEETINGS = [
    path("dialogue/people/<uuid:public_id>/meetings/new/", dialogue_meetings.plan, name="dialogue-meeting-new"),
    path("dialogue/meetings/<uuid:public_id>/", dialogue_meetings.meeting, name="dialogue-meeting"),
    path(
        "dialogue/meetings/<uuid:public_id>/transitions/",
        dialogue_meetings.transition,
        name="dialogue-meeting-transition",
    ),
    path("dialogue/meetings/<uuid:public_id>/agreements/", dialogue_meetings.agree, name="dialogue-agreements"),
    path(
        "dialogue/meetings/<uuid:public_id>/agreements/<uuid:agreement>/",
        dialogue_meetings.agreement,
        name="dialogue-agreement",
    ),
    path("agenda-templates/", dialogue_meetings.templates, name="agenda-templates"),
    path("agenda-templates/new/", dialogue_meetings.new_template, name="agenda-template-new"),
    path("agenda-templates/<uuid:public_id>/", dialogue_meetings.template, name="agenda-template"),
]
PAGES = [*LOG, *FEEDBACK, *MEETINGS]
