{{/* Short enough that a pod's name and the random part of a node id make 64 characters at most. */}}
{{- define "floe.name" -}}
{{- $name := .Release.Name -}}
{{- if not (contains "floe" $name) -}}{{- $name = printf "%s-floe" $name -}}{{- end -}}
{{- $name | trunc 30 | trimSuffix "-" -}}
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
