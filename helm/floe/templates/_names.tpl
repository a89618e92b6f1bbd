{{/* Short enough that a pod's name and the random part of a node id make 64 characters at most. */}}
{{- define "floe.name" -}}
{{- $name := .Release.Name -}}
{{- if not (contains "floe" $name) -}}{{- $name = printf "%s-floe" $name -}}{{- end -}}
{{- $name | trunc 27 | trimSuffix "-" -}}
{{- end -}}

{{- define "floe.selector" -}}
app.kubernetes.io/name: floe
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "floe.labels" -}}
{{ include "floe.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "floe.snapshot" -}}
{{- if .Values.snapshot.existingSecret -}}
{{- .Values.snapshot.existingSecret -}}
{{- else -}}
{{- printf "%s-snapshot" (include "floe.name" .) -}}
{{- end -}}
{{- end -}}

{{/* The Secret that holds the passwords of the first start. */}}
{{- define "floe.credentials" -}}
{{- .Values.admin.existingSecret | default (printf "%s-credentials" (include "floe.name" .)) -}}
{{- end -}}

{{/* The Secret that holds the database's password, under the key that "floe.databaseKey" names. */}}
{{- define "floe.databaseSecret" -}}
{{- if .Values.database.trial.enabled -}}
{{- printf "%s-credentials" (include "floe.name" .) -}}
{{- else -}}
{{- required "Say where the database's password is: --set database.existingSecret=NAME, a Secret with the key password; or, to try it out, --set database.trial.enabled=true" .Values.database.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "floe.databaseKey" -}}
{{- if .Values.database.trial.enabled }}database-password{{ else }}{{ .Values.database.secretKey }}{{ end -}}
{{- end -}}

{{/* The database's pod is none of Floe's nodes: it has labels of its own. */}}
{{- define "floe.databaseSelector" -}}
app.kubernetes.io/name: floe-database
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The port of a Service on each machine, if one is chosen: of a list of its values and of what is to be added. */}}
{{- define "floe.nodePort" -}}
{{- $service := index . 0 -}}
{{- if and (ne $service.type "ClusterIP") (gt (int $service.nodePort) 0) -}}
nodePort: {{ add $service.nodePort (index . 1) }}
{{- end -}}
{{- end -}}
