# docker build -t ilx . && docker run --rm --read-only --tmpfs /tmp \
#   -p 127.0.0.1:8000:8000 -v ilx-data:/data ilx
# docs/operating.md tells how to run it on the open net.

FROM python:3.13-slim AS builder
WORKDIR /opt/build
COPY requirements.lock .
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
      -r requirements.lock

FROM python:3.13-slim
# The id is fixed, so that a bind-mounted /data can be given to it: chown 10001.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data ilx \
 && install -d -o ilx -g ilx /data
COPY --from=builder /opt/venv /opt/venv
WORKDIR /opt/ilx
# .dockerignore lets through only what runs.
COPY . .
RUN /opt/venv/bin/python -m compileall -q app simcore \
 && ln -s /opt/ilx/bin/ilx /opt/venv/bin/ilx

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ILX_HOST=0.0.0.0 \
    ILX_PORT=8000 \
    ILX_DATA_DIR=/data
USER ilx
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['ILX_PORT'] + '/healthz', timeout=4)"]
CMD ["python", "-m", "app"]
