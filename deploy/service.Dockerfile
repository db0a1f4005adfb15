# One file for every service: docker build -f deploy/service.Dockerfile --build-arg SERVICE=personnel .
ARG PYTHON=python:3.11.14-slim-bookworm

FROM ${PYTHON} AS build
ARG SERVICE
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
# What changes seldom first: third parties, pinned with hashes, nothing resolved and nothing compiled here.
COPY deploy/build.lock deploy/requirements.lock ./
RUN pip install --no-deps --require-hashes -r build.lock \
 && python -m venv --without-pip /opt/abdi \
 && pip --python /opt/abdi/bin/python install --no-deps --no-compile --require-hashes --only-binary :all: -r requirements.lock
COPY shared/ shared/
COPY services/${SERVICE}/ service/
# Our own as wheels: the image has no source tree; migrations and rule sets lie inside the package.
RUN pip wheel --no-deps --no-build-isolation --wheel-dir wheels ./shared ./service \
 && pip --python /opt/abdi/bin/python install --no-deps --no-compile --no-index wheels/*.whl \
 && rm -rf /opt/abdi/lib/python3*/site-packages/abdi/testing /opt/abdi/lib/python3*/site-packages/abdi/dev \
 && /opt/abdi/bin/python -m compileall -q -j 0 /opt/abdi/lib

FROM ${PYTHON}
ARG SERVICE
LABEL org.opencontainers.image.title="abdi-${SERVICE}"
# The root file system may be read-only: nothing is written but to /tmp, which is a tmpfs.
ENV PATH=/opt/abdi/bin:${PATH} \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LC_ALL=C.UTF-8 \
    ENV=production SERVICE=${SERVICE} HOST=0.0.0.0 PORT=8000
# A volume mounted at /files takes over its owner: uploaded documents, for a service that keeps any.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin abdi \
 && install -d -o 10001 -g 10001 -m 0700 /files
COPY --from=build /opt/abdi /opt/abdi
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "abdi.healthcheck"]
# Exec form: signals reach the process itself; zombies are the platform's tini (`init: true`).
ENTRYPOINT ["abdi"]
CMD ["serve"]
