# One image for all of our own processes: the gateway, the four services, and the world outside that a laptop needs.
# compose.yaml says which of them a container runs.

FROM node:24-slim AS web
WORKDIR /app
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci && npm run build

FROM node:24-slim AS build
WORKDIR /app
COPY . .
# Node comes with the image. The optional dependencies bring it once more; they also bring what decodes pictures, which stays.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-slim
ENV NODE_ENV=production \
    # The young generation of `npm start`: with the default one a burst of orders leaves a hundred megabytes behind.
    NODE_OPTIONS=--max-semi-space-size=8 \
    HOST=0.0.0.0 \
    DATA_DIR=/data \
    HEALTH_URL=http://127.0.0.1:8080/health
WORKDIR /app
COPY --from=build /app .
COPY --from=web /app/web/dist web/dist
# A new volume takes this owner over.
RUN mkdir --mode=700 /data && chown node:node /data
# node, by its number: whoever demands users other than root can see that it is one.
USER 1000:1000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --start-interval=1s --retries=6 \
  CMD ["node", "-e", "fetch(process.env.HEALTH_URL).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "services/gateway/src/main.ts"]
