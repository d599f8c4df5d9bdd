"""Addresses that speak WebSocket."""

from django.urls import path

from notifications.consumers import NoticeConsumer

websocket_urlpatterns = [path("ws/", NoticeConsumer.as_asgi())]
