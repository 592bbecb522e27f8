# Two stages: the second has neither uv nor pip caches, and runs as a user of its own.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements/uv.txt requirements/base.txt ./
RUN pip install --no-cache-dir --require-hashes -r uv.txt \
  && uv venv --python /usr/local/bin/python3.11 /venv \
  && uv pip install --no-cache --compile-bytecode --require-hashes --python /venv/bin/python -r base.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/blindcopy BIND_HOST=0.0.0.0
RUN groupadd --system --gid 10001 blindcopy \
  && useradd --system --uid 10001 --gid blindcopy --home-dir /var/lib/blindcopy --shell /usr/sbin/nologin blindcopy \
  && install --directory --owner blindcopy --group blindcopy --mode 0750 /var/lib/blindcopy
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY crm crm
COPY contacts contacts
COPY emaillog emaillog
COPY templates templates
COPY static static
COPY locale locale
USER 10001:10001
VOLUME /var/lib/blindcopy
EXPOSE 8000 2525
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "crm.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
