"""The product as people meet it: a real server and worker, headless Chromium, six signed-in people."""
