#ifndef ROCADE_CKAFKA_SHIM_H
#define ROCADE_CKAFKA_SHIM_H
#include <librdkafka/rdkafka.h>

/* Variadic functions are beyond Swift. `opaque` names the message in its delivery report; the
   payload is copied. Returns 0, or librdkafka's error. The headers become the message's on 0. */
static inline rd_kafka_resp_err_t rocade_kafka_produce(
    rd_kafka_t *handle, const char *topic, const void *key, size_t key_length,
    const void *payload, size_t payload_length, rd_kafka_headers_t *headers, void *opaque) {
    return rd_kafka_producev(
        handle, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY((void *)key, key_length),
        RD_KAFKA_V_VALUE((void *)payload, payload_length),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}
#endif
