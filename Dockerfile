# One image for every process: the API (default), the worker (`node dist/apps/worker/src/main.js`) and the operator's
# command line with the migrations (`node dist/apps/admin/src/main.js migrate`).

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package's own script is run: none is needed, and each would run as root.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json rollup.config.mjs ormconfig.ts ./
COPY apps apps
COPY libs libs
RUN npm run build

FROM node:20-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
# git: reads repositories on a local disk (GITALY_STORAGES with a path).
RUN apt-get update \
  && apt-get install -y --no-install-recommends git \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data \
  && chown 10001:10001 /data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY docs/openapi.json docs/
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 OPERATOR_PORT=8083 DATA_DIR=/data
# A number, so that Kubernetes can see that it is not root. Only /data is written to.
USER 10001:10001
VOLUME /data
EXPOSE 3000 8083
# On the operator's port, which every process has and where it does not queue behind traffic.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OPERATOR_PORT}/-/liveness`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Array form: the process is number 1 and gets SIGTERM itself.
CMD ["node", "dist/apps/api/src/main.js"]
