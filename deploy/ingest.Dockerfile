# The ingest-service: Icecast 8000, SHOUTcast v1 8001; health and metrics 9000; cluster 5701. From the project's root, after ./mvnw package -DskipTests:
#   docker build -f deploy/ingest.Dockerfile -t floe-ingest:0.1.0-SNAPSHOT .
ARG JAVA_IMAGE=eclipse-temurin:25-jre
FROM ${JAVA_IMAGE}

WORKDIR /floe
# What changes seldom comes first.
COPY ingest-service/target/quarkus-app/lib/ lib/
COPY deploy/image/ image/
COPY ingest-service/target/quarkus-app/quarkus/ quarkus/
COPY ingest-service/target/quarkus-app/app/ app/
RUN ["sh", "image/assemble.sh", "/floe", "ingest"]

USER 10001:10001
EXPOSE 8000 8001
ENTRYPOINT ["java", "@/floe/java.args"]
