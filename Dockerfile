# ccm as one musl binary on Alpine.
#
#   docker compose up -d           builds and starts it
#   docker build -t ccm .          only builds; --build-arg CCM_COMMIT=$(git rev-parse HEAD) names the commit

# Exact versions; a digest behind each (`@sha256:…`) would pin their bytes too.
ARG BUN_VERSION=1.4.5
ARG ALPINE_VERSION=3.22.2

FROM oven/bun:${BUN_VERSION}-alpine AS build
WORKDIR /build
# Packages in a layer of their own: a change of the source does not fetch them again.
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production --ignore-scripts
COPY tsconfig.json ./
COPY scripts/build.ts scripts/
COPY config/config.example.toml config/
COPY src/ src/
ARG CCM_COMMIT=unknown
RUN CCM_COMMIT=${CCM_COMMIT} bun scripts/build.ts --outfile /build/ccm

FROM alpine:${ALPINE_VERSION}
# Bun's runtime is C++; everything else it needs is in the binary. Certificates come with Bun. Alpine keeps only the
# newest build of a package, so that one named by its version could not be had for long.
# hadolint ignore=DL3018
RUN apk add --no-cache libgcc libstdc++ \
 && addgroup -g 1000 ccm \
 && adduser -D -u 1000 -G ccm ccm \
 && install -d -o ccm -g ccm -m 0700 /home/ccm/.claude-code-mux \
 && install -d -o ccm -g ccm -m 0755 /config
COPY --from=build --chmod=0755 /build/ccm /usr/local/bin/ccm

ARG CCM_COMMIT=unknown
ARG CCM_VERSION=1.0.0
LABEL org.opencontainers.image.title="ccm" \
      org.opencontainers.image.description="Claude Code Mux: routes Claude Code and other clients to the models you choose" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${CCM_VERSION}" \
      org.opencontainers.image.revision="${CCM_COMMIT}"

# Bun reads these only when the process begins; given here, ccm need not start itself a second time.
ENV BUN_CONFIG_MAX_HTTP_REQUESTS=4096 \
    MIMALLOC_PURGE_DELAY=1000 \
    BUN_JSC_useFTLJIT=0 \
    BUN_JSC_thresholdForOptimizeAfterWarmUp=300
# ccm, as a number: Kubernetes cannot tell otherwise that it is not root.
USER 1000:1000
WORKDIR /home/ccm
VOLUME ["/home/ccm/.claude-code-mux"]
EXPOSE 13456
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 CMD ["ccm", "healthcheck"]
CMD ["ccm", "--config", "/config/config.toml", "start"]
