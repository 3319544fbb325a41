# One image for all of our own processes: the gateway, the four services, what prepares their databases, and the world outside that a
# laptop needs. compose.yaml, or a task's definition, says which of them a container runs.

FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS node
WORKDIR /app

FROM node AS web
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci && npm run build

FROM node AS build
COPY . .
# `local` stands on every service. What only compilers and editors read of their packages does not stay; nor do the sources of the screens.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace local && \
  rm -rf web node_modules/typescript node_modules/@typescript && \
  find node_modules '(' -name '*.d.?ts' -o -name '*.d.ts' -o -name '*.map' ')' -delete && \
  node scripts/sbom.mjs >sbom.json && rm -r scripts

FROM node
ENV NODE_ENV=production \
    # The young generation of `npm start`: with the default one a burst of orders leaves a hundred megabytes behind.
    NODE_OPTIONS=--max-semi-space-size=8 \
    HOST=0.0.0.0 \
    DATA_DIR=/data \
    HEALTH_URL=http://127.0.0.1:8080/health
COPY --from=build /app .
COPY --from=web /app/web/dist web/dist
# Nothing is installed here any more. A new volume takes the owner of /data over.
RUN rm -rf /usr/local/lib/node_modules /usr/local/lib/npm /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
  /usr/local/bin/yarn /usr/local/bin/yarnpkg && mkdir --mode=700 /data && chown node:node /data
# node, by its number: whoever demands users other than root can see that it is one.
USER 1000:1000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --start-interval=1s --retries=6 \
  CMD ["node", "-e", "fetch(process.env.HEALTH_URL).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "services/gateway/src/main.ts"]
ARG REVISION
LABEL org.opencontainers.image.title="Fast & Foodious" \
      org.opencontainers.image.description="Self-ordering system for a fast-food restaurant" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.revision=$REVISION
