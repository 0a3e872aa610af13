/**
 * Labels that targets and entries carry before they are relabelled: what people write in `source_labels`. The names
 * are those of upstream's pages for Alloy 1.18; a name that ends with `_` goes on with a name of the user's.
 */

/** By the component that sets them. */
const labels: Readonly<Record<string, string>> = {
  'discovery.docker': `container_id container_label_ container_name container_network_mode network_id network_ingress
    network_internal network_ip network_label_ network_name network_scope port_private port_public_ip port_public`,
  'discovery.dockerswarm': `service_id service_name service_mode service_label_ service_task_container_image task_id
    task_slot task_state task_desired_state node_id node_hostname node_role container_label_ network_name`,
  'discovery.kubernetes': `namespace pod_name pod_ip pod_container_name pod_container_image pod_container_id
    pod_container_init pod_container_port_name pod_container_port_number pod_container_port_protocol pod_label_
    pod_labelpresent_ pod_annotation_ pod_annotationpresent_ pod_ready pod_phase pod_node_name pod_host_ip pod_uid
    pod_controller_kind pod_controller_name node_name node_label_ node_annotation_ node_address_ service_name
    service_label_ service_annotation_ service_port_name service_port_number service_cluster_ip service_type
    endpoints_name endpoints_label_ endpoint_port_name endpoint_ready endpoint_node_name endpointslice_name
    endpointslice_port_name ingress_name ingress_path ingress_scheme ingress_class_name ingress_label_`,
}

const prefixes: Readonly<Record<string, string>> = {
  'discovery.docker': '__meta_docker_',
  'discovery.dockerswarm': '__meta_dockerswarm_',
  'discovery.kubernetes': '__meta_kubernetes_',
}

/** Labels whose names have no common beginning. */
const others: Readonly<Record<string, string>> = {
  'loki.source.journal': `__journal__systemd_unit __journal__hostname __journal_priority_keyword __journal__transport
    __journal__boot_id __journal_syslog_identifier`,
  'loki.source.syslog': `__syslog_message_hostname __syslog_message_app_name __syslog_message_facility
    __syslog_message_severity __syslog_message_proc_id __syslog_message_msg_id __syslog_connection_ip_address
    __syslog_connection_hostname`,
  'loki.source.kafka':
    '__meta_kafka_topic __meta_kafka_partition __meta_kafka_member_id __meta_kafka_group_id __meta_kafka_message_key',
  'loki.source.file': 'filename',
  'local.file_match': '__path__',
}

/** The labels that a component sets, by its name; none where they are not known. */
export function labelsOf(component: string): readonly string[] {
  const own = Object.hasOwn(labels, component) ? words(labels[component]) : []
  const more = Object.hasOwn(others, component) ? words(others[component]) : []
  return [...own.map((name) => `${prefixes[component] ?? ''}${name}`), ...more]
}

/** Labels that every target has. */
export const commonLabels: readonly string[] = ['__address__', '__name__', 'instance', 'job']

function words(text = ''): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
