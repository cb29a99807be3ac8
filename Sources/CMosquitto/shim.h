#ifndef ROCADE_CMOSQUITTO_SHIM_H
#define ROCADE_CMOSQUITTO_SHIM_H
#include <mosquitto.h>
#include <mqtt_protocol.h>
/* Glibc's module leaves these out. */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
