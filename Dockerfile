# One node of the product. Without DATABASE_URL, REDIS_URL and KAFKA_BROKERS it runs on the embedded default, its data in /data.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --workspaces=false
COPY prisma.config.ts ./
COPY prisma prisma
COPY scripts scripts
# Generates the Prisma client. Generating needs no engine; naming any executable keeps Prisma from fetching one.
RUN PRISMA_SCHEMA_ENGINE_BINARY=/usr/local/bin/node node_modules/.bin/prisma generate
COPY vite.config.ts ./
COPY tsconfig.json ./
COPY src/shared src/shared
COPY packages packages
COPY src/web src/web
COPY src/server/graphiql src/server/graphiql
COPY docs docs
COPY examples examples
COPY schema.graphql schema.graphql
COPY CHANGELOG.md CHANGELOG.md
RUN node_modules/.bin/vite build
# Running needs neither Prisma's command line, nor what the pages were built with, nor the Node from npm, which is for machines
# with an older one.
RUN npm uninstall --omit=dev --ignore-scripts --workspaces=false prisma vite lit-html marked minisearch node

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/node_modules node_modules
COPY package.json LICENSE prisma.config.ts ./
COPY prisma prisma
COPY scripts scripts
COPY src src
COPY --from=build /app/src/generated src/generated
COPY --from=build /app/dist/web dist/web
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
