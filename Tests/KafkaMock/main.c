/* A Kafka endpoint for tests: librdkafka's mock cluster in a process of its own, so that it can be
   killed like a broker. Prints its bootstrap servers, then obeys a line at a time on standard input:

     error API CODE COUNT   the next COUNT requests of API (0: produce) fail with CODE
     down BROKER            the broker (from 1) refuses connections
     up BROKER
     leader TOPIC PARTITION BROKER
     delay BROKER MS        round-trip time
     quit

   Every command is answered by a line "ok". It keeps at most 100,000 messages a partition. */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void inject(rd_kafka_mock_cluster_t *cluster, int api, int code, int count) {
    for (int i = 0; i < count; i++)
        rd_kafka_mock_push_request_errors(cluster, (int16_t)api, 1, (rd_kafka_resp_err_t)code);
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: KafkaMock BROKERS TOPIC PARTITIONS\n");
        return 2;
    }
    char problem[512];
    rd_kafka_conf_t *configuration = rd_kafka_conf_new();
    rd_kafka_conf_set(configuration, "log_level", "0", problem, sizeof problem);
    rd_kafka_t *handle =
        rd_kafka_new(RD_KAFKA_PRODUCER, configuration, problem, sizeof problem);
    if (!handle) {
        fprintf(stderr, "%s\n", problem);
        return 3;
    }
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(handle, atoi(arguments[1]));
    if (!cluster) return 3;
    rd_kafka_mock_topic_create(cluster, arguments[2], atoi(arguments[3]), 1);
    printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
    fflush(stdout);
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        char name[128];
        int a = 0, b = 0, c = 0;
        if (sscanf(line, "error %d %d %d", &a, &b, &c) == 3) inject(cluster, a, b, c);
        else if (sscanf(line, "down %d", &a) == 1) rd_kafka_mock_broker_set_down(cluster, a);
        else if (sscanf(line, "up %d", &a) == 1) rd_kafka_mock_broker_set_up(cluster, a);
        else if (sscanf(line, "delay %d %d", &a, &b) == 2)
            rd_kafka_mock_broker_set_rtt(cluster, a, b);
        else if (sscanf(line, "leader %127s %d %d", name, &a, &b) == 3)
            rd_kafka_mock_partition_set_leader(cluster, name, a, b);
        else if (!strncmp(line, "quit", 4)) break;
        printf("ok\n");
        fflush(stdout);
    }
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(handle);
    return 0;
}
