"""Every route of the product's own API, below /api/v1/. inbox/live/ and connectors/ add theirs."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView

from inbox.api import (
    actions,
    calendars,
    contacts,
    conversation,
    deliveries,
    drafts,
    endpoints,
    files,
    me,
    organisation,
    policies,
    posts,
    skills,
    teams,
    tickets,
    users,
)

urlpatterns = [
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("me", me.Me.as_view()),
    # tickets
    path("tickets", tickets.TicketList.as_view()),
    path("tickets/counts", tickets.TicketCounts.as_view()),
    path("tickets/<int:ticket_id>", tickets.TicketDetail.as_view()),
    path("tickets/<int:ticket_id>/merge", tickets.TicketMerge.as_view()),
    path("tickets/<int:ticket_id>/messages", conversation.Messages.as_view()),
    path("tickets/<int:ticket_id>/timeline", conversation.TicketTimeline.as_view()),
    path("tickets/<int:ticket_id>/reply-options", conversation.TicketReplyOptions.as_view()),
    path("tickets/<int:ticket_id>/replies", conversation.Replies.as_view()),
    path("tickets/<int:ticket_id>/notes", conversation.Notes.as_view()),
    path("tickets/<int:ticket_id>/read", conversation.Read.as_view()),
    path("tickets/<int:ticket_id>/draft", drafts.TicketDraft.as_view()),
    path("deliveries/<int:delivery_id>/undo", deliveries.Undo.as_view()),
    path("deliveries/<int:delivery_id>/retry", deliveries.Retry.as_view()),
    path("deliveries/<int:delivery_id>/decide", deliveries.Decide.as_view()),
    path("messages/<int:message_id>/actions", actions.MessageActions.as_view()),
    path("uploads", files.Uploads.as_view()),
    path("uploads/<int:attachment_id>", files.UploadDetail.as_view()),
    path("attachments/<str:token>", files.Download.as_view()),
    # public posts
    path("posts", posts.PostList.as_view()),
    path("posts/<int:post_id>", posts.PostDetail.as_view()),
    path("posts/<int:post_id>/comments", posts.PostComments.as_view()),
    path("messages/<int:message_id>/revisions", posts.MessageRevisions.as_view()),
    # people
    path("contacts", contacts.ContactList.as_view()),
    path("contacts/<int:contact_id>", contacts.ContactDetail.as_view()),
    path("users", users.UserList.as_view()),
    path("users/<int:user_id>", users.UserDetail.as_view()),
    path("users/<int:user_id>/invitation", users.UserInvitation.as_view()),
    path("users/<int:user_id>/skills", skills.UserSkills.as_view()),
    path("skills", skills.SkillList.as_view()),
    path("skills/<int:skill_id>", skills.SkillDetail.as_view()),
    path("teams", teams.TeamList.as_view()),
    path("teams/<int:team_id>", teams.TeamDetail.as_view()),
    # other systems
    path("endpoint-kinds", endpoints.EndpointKinds.as_view()),
    path("endpoints", endpoints.EndpointList.as_view()),
    path("endpoints/<int:endpoint_id>", endpoints.EndpointDetail.as_view()),
    path("endpoints/<int:endpoint_id>/test", endpoints.EndpointTest.as_view()),
    path("endpoints/<int:endpoint_id>/secret", endpoints.EndpointSecret.as_view()),
    path("endpoints/<int:endpoint_id>/deliveries", endpoints.EndpointDeliveries.as_view()),
    path("endpoints/<int:endpoint_id>/resend", endpoints.EndpointResend.as_view()),
    path("webhook-deliveries/<int:delivery_id>/resend", endpoints.DeliveryResend.as_view()),
    # what is promised
    path("organisation", organisation.OrganisationDetail.as_view()),
    path("calendars", calendars.CalendarList.as_view()),
    path("calendars/<int:calendar_id>", calendars.CalendarDetail.as_view()),
    path("calendars/<int:calendar_id>/holiday-proposals", calendars.Holidays.as_view()),
    path("policies", policies.PolicyList.as_view()),
    path("policies/<str:priority>", policies.PolicyDetail.as_view()),
]
