# The admin-service: REST 8090; health and metrics 9000; cluster 5701. From the project's root, after ./mvnw package -DskipTests:
#   docker build -f deploy/admin.Dockerfile -t floe-admin:0.1.0-SNAPSHOT .
ARG JAVA_IMAGE=eclipse-temurin:25-jre
FROM ${JAVA_IMAGE}

WORKDIR /floe
# What changes seldom comes first.
COPY admin-service/target/quarkus-app/lib/ lib/
COPY deploy/image/ image/
COPY admin-service/target/quarkus-app/quarkus/ quarkus/
COPY admin-service/target/quarkus-app/app/ app/
RUN ["sh", "image/assemble.sh", "/floe", "admin"]

USER 10001:10001
EXPOSE 8090
ENTRYPOINT ["java", "@/floe/java.args"]
