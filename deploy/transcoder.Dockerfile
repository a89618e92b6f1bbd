# The transcoder-service: health and metrics 9000; cluster 5701; nothing public. From the project's root, after ./mvnw package -DskipTests:
#   docker build -f deploy/transcoder.Dockerfile -t floe-transcoder:0.1.0-SNAPSHOT .
ARG JAVA_IMAGE=eclipse-temurin:25-jre
FROM ${JAVA_IMAGE}

WORKDIR /floe
# What changes seldom comes first.
COPY transcoder-service/target/quarkus-app/lib/ lib/
COPY deploy/image/ image/
COPY transcoder-service/target/quarkus-app/quarkus/ quarkus/
COPY transcoder-service/target/quarkus-app/app/ app/
RUN ["sh", "image/assemble.sh", "/floe", "transcoder"]

USER 10001:10001
ENTRYPOINT ["java", "@/floe/java.args"]
