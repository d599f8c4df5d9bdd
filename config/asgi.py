"""Entry for ASGI servers: sockets in production; pages, API and sockets together when embedded."""

import os
import warnings

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

# WhiteNoise hands its files to ASGI as plain iterators; Django says so once per process.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

# Loads the apps; what follows may import their modules.
pages = get_asgi_application()

from config.door import Door  # noqa: E402
from notifications.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": Door(pages),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)
