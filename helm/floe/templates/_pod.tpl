{{/*
The pod of a service. Takes root (the chart), service (its name), port (its first public port) and ports (all of them, as container
ports) if it has any, env (what only this service is told), and, if there are more, mounts, volumes and annotations.
*/}}
{{- define "floe.pod" -}}
{{- $values := .root.Values -}}
{{- $own := index $values .service -}}
metadata:
  labels:
    {{- include "floe.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .service }}
  {{- with merge (dict) ($own.podAnnotations | default dict) (.annotations | default dict) }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "floe.name" .root }}
  automountServiceAccountToken: false
  # Else a Service called floe would set FLOE_PORT.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ add $values.forgetSeconds $values.drainSeconds 20 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile:
      type: RuntimeDefault
  {{- with $values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: {{ .service }}
      image: {{ with $values.image.registry }}{{ . }}/{{ end }}floe-{{ .service }}:{{ $values.image.tag | default .root.Chart.AppVersion }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      ports:
        {{- with .ports }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        - name: management
          containerPort: {{ $values.management.port }}
        - name: cluster
          containerPort: {{ $values.cluster.port }}
      env:
        - name: FLOE_NODE_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        {{- with .port }}
        # Who serves somebody has a port for them, and logs what they ask for.
        - name: FLOE_HOST
          value: {{ $values.bindAddress | quote }}
        - name: FLOE_PORT
          value: {{ . | quote }}
        - name: FLOE_LOG_DIR
          value: "-"
        {{- end }}
        - name: FLOE_CONFIG_FILE
          value: {{ if $values.admin.enabled }}/data{{ else }}/etc/floe{{ end }}/config.json
        - name: FLOE_LOG_LEVEL
          value: {{ $values.logLevel }}
        - name: FLOE_DRAIN_SECONDS
          value: {{ $values.drainSeconds | quote }}
        - name: FLOE_MANAGEMENT_HOST
          valueFrom:
            fieldRef:
              fieldPath: status.podIP
        - name: FLOE_MANAGEMENT_PORT
          value: {{ $values.management.port | quote }}
        - name: FLOE_CLUSTER_NAME
          value: {{ $values.cluster.name | default .root.Release.Name | quote }}
        - name: FLOE_CLUSTER_HOST
          valueFrom:
            fieldRef:
              fieldPath: status.podIP
        - name: FLOE_CLUSTER_PORT
          value: {{ $values.cluster.port | quote }}
        - name: FLOE_CLUSTER_SERVICE_DNS
          value: {{ include "floe.name" .root }}-cluster.{{ .root.Release.Namespace }}.svc
        {{- with .env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- with $own.javaOptions }}
        # Read after the image's own flags, so that the last one, which wins, is here. Two collectors would end the JVM.
        - name: _JAVA_OPTIONS
          value: {{ if regexMatch "-XX:\\+Use[A-Za-z0-9]+GC\\b" . }}{{ printf "-XX:-UseSerialGC %s" . | quote }}{{ else }}{{ . | quote }}{{ end }}
        {{- end }}
      {{- with $own.envFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      startupProbe:
        httpGet: {path: /q/health/started, port: management}
        periodSeconds: 2
        failureThreshold: 60
        timeoutSeconds: 2
      livenessProbe:
        httpGet: {path: /q/health/live, port: management}
        periodSeconds: 10
        failureThreshold: 3
        timeoutSeconds: 5
      readinessProbe:
        httpGet: {path: /q/health/ready, port: management}
        periodSeconds: 2
        failureThreshold: 2
        timeoutSeconds: 2
      lifecycle:
        preStop:
          sleep:
            seconds: {{ $values.forgetSeconds }}
      resources:
        {{- toYaml $own.resources | nindent 8 }}
      volumeMounts:
        - name: snapshot
          {{- if $values.admin.enabled }}
          mountPath: /data
          {{- else }}
          mountPath: /etc/floe
          readOnly: true
          {{- end }}
        # The JVM and Netty put files there that they load.
        - name: scratch
          mountPath: /tmp
        {{- with .mounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: snapshot
      {{- if $values.admin.enabled }}
      # A pod's own copy. It takes the newest from admin or from any other pod.
      emptyDir:
        sizeLimit: 256Mi
      {{- else }}
      secret:
        secretName: {{ include "floe.snapshot" .root }}
        defaultMode: 0440
        items:
          - key: config.json
            path: config.json
      {{- end }}
    - name: scratch
      emptyDir:
        sizeLimit: 64Mi
    {{- with .volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "floe.selector" .root | nindent 10 }}
          app.kubernetes.io/component: {{ .service }}
  {{- with $own.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $own.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Never fewer pods than asked for: a new one is there before an old one drains, so that everybody has where to go. */}}
{{- define "floe.rollout" -}}
type: RollingUpdate
rollingUpdate:
  maxSurge: 1
  maxUnavailable: 0
{{- end -}}
