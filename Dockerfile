# Builds the web application and the server, then keeps only the binary.
FROM node:20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm install --no-save --no-audit --no-fund
COPY web ./
RUN npm run build

FROM rust:1-bookworm AS server
WORKDIR /src
COPY . .
COPY --from=web /src/web/dist web/dist
RUN cargo build --release --locked --bin pattovivo

FROM debian:bookworm-slim
RUN useradd --system --home /data pattovivo && mkdir /data && chown pattovivo /data
COPY --from=server /src/target/release/pattovivo /usr/local/bin/pattovivo
USER pattovivo
VOLUME /data
EXPOSE 8080
CMD ["pattovivo", "serve"]
