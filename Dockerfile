# Two stages: the first builds `dist` and installs what runs, the second holds only that, git and certificates.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git ca-certificates openssh-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin drift \
 && install -d -o drift -g drift /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
COPY config ./config
# The one volume: the store, the evidence and the git repository with the snapshots. Everything else may be read-only.
ENV NODE_ENV=production \
    ENDPOINT_DRIFT_CONFIG=/config/endpoint-drift.yaml \
    ENDPOINT_DRIFT_DATA=/data \
    NODE_COMPILE_CACHE=/data/.cache \
    HOME=/data
RUN install -d /config && cp config/endpoint-drift.yaml /config/
USER drift
VOLUME /data
HEALTHCHECK --interval=5m --timeout=20s --start-period=10m --retries=2 CMD ["node", "/app/bin/endpoint-drift.js", "status"]
ENTRYPOINT ["node", "/app/bin/endpoint-drift.js"]
CMD ["run"]
