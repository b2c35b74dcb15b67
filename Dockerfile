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
LABEL org.opencontainers.image.title="endpoint-drift" \
      org.opencontainers.image.description="Tells people which required network endpoints were added and removed" \
      org.opencontainers.image.licenses="MIT"
# ssh is for pushing the snapshots. The user is numbered, so that an orchestrator can see that it is not root.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git ca-certificates openssh-client \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 drift \
 && useradd --uid 10001 --gid drift --home-dir /data --no-create-home --shell /usr/sbin/nologin drift \
 && install -d -o drift -g drift -m 0750 /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
COPY config /config
# For people: docker exec NAME endpoint-drift accept SOURCE
RUN ln -s /app/bin/endpoint-drift.js /usr/local/bin/endpoint-drift
# The one volume: the store, the evidence of held readings, the git repository of the snapshots, git's own configuration and
# keys (HOME), and compiled code. All else may be read-only. Mount your own configuration over /config/endpoint-drift.yaml.
ENV NODE_ENV=production \
    ENDPOINT_DRIFT_CONFIG=/config/endpoint-drift.yaml \
    ENDPOINT_DRIFT_DATA=/data \
    NODE_COMPILE_CACHE=/data/.cache \
    HOME=/data
USER 10001:10001
VOLUME /data
# Ill when a source was not verified for `stale` of the configuration, or never; the first check of all has ten minutes.
HEALTHCHECK --interval=5m --timeout=20s --start-period=10m --retries=2 CMD ["node", "/app/bin/endpoint-drift.js", "status"]
ENTRYPOINT ["node", "/app/bin/endpoint-drift.js"]
CMD ["run"]
