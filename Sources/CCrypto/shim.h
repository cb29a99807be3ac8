#ifndef ROCADE_CCRYPTO_SHIM_H
#define ROCADE_CCRYPTO_SHIM_H
#include <openssl/evp.h>
#include <openssl/hmac.h>
#endif
