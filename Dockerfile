# The bot and its commands. Nothing of the sandbox, no development or optional package: `serve --embedded` and the pretty log need those.
ARG NODE=node:26.10-slim

# Makes the database client, which needs the generator and nothing of it later.
FROM ${NODE} AS generated
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional --ignore-scripts
COPY prisma.config.ts ./
COPY prisma prisma
RUN node node_modules/prisma/build/index.js generate

FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM ${NODE}
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY prisma prisma
COPY src src
COPY --from=generated /app/src/adapters/postgres/generated src/adapters/postgres/generated

# A container's own loopback is nobody's: only what is published, or the cluster, comes here. Metrics stay on it until METRICS_HOST says otherwise.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 NIGHTLATCH_POLICY=/etc/nightlatch/nightlatch.yml
EXPOSE 3000
# The user `node`, by number, so that Kubernetes can tell that it isn't root. It may write nothing here, and needs to write nothing.
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((said) => process.exit(said.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]
