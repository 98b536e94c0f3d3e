# One image for every process; the command says which. Debian, because Temporal's and libsql's native libraries need glibc.
# User 1000 is `node`.
#   docker build --build-arg MORROW_CODE_VERSION=0.1.0 --tag morrow:0.1.0 .
#   docker run morrow:0.1.0 node dist/workers/heavy.js

# --- everything compiled, and the workflow bundle
FROM node:20.20.2-bookworm-slim AS build
RUN mkdir /app && chown node:node /app
WORKDIR /app
USER 1000:1000
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY --chown=node:node . .
RUN node scripts/bootstrap.mjs build

# --- what runs in production needs no compiler, and Temporal's native library for this machine only
FROM node:20.20.2-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
       ! -name "$(uname -m)-*-linux-gnu" -exec rm -r {} +

# --- `npm test`: Node, Go for Temporal's dev server, Java for its time-skipping one; see docker-compose.test.yml
FROM golang:1.26.5-bookworm AS go
FROM build AS test
USER 0:0
# Debian keeps only the newest build of a package, so none is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git maven openjdk-17-jdk-headless procps \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /home/node/.cache /home/node/.m2 /home/node/go \
    && chown -R node:node /home/node
COPY --from=go /usr/local/go /usr/local/go
ENV PATH=/usr/local/go/bin:$PATH CGO_ENABLED=0
USER 1000:1000
CMD ["npm", "test"]

# --- the default: no sources, no compiler, no root
FROM node:20.20.2-bookworm-slim AS runtime
# Debian keeps only the newest build of a package, so none is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY package.json ./
COPY --from=build /app/dist/workflow-bundle.js ./dist/
COPY --from=build /app/dist/dashboard ./dist/dashboard
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dist/workers ./dist/workers
COPY --from=build /app/dist/scripts ./dist/scripts
COPY src/emulators/data ./src/emulators/data
COPY src/demo ./src/demo
COPY deploy/healthcheck.mjs ./deploy/
ARG MORROW_CODE_VERSION=development
ENV NODE_ENV=production \
    WORKFLOW_BUNDLE=/app/dist/workflow-bundle.js \
    WORKER_HEALTH_HOST=0.0.0.0 \
    WORKER_HEALTH_PORT=8080 \
    MORROW_CODE_VERSION=${MORROW_CODE_VERSION}
USER 1000:1000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["node", "deploy/healthcheck.mjs"]
CMD ["node", "dist/workers/default.js"]
