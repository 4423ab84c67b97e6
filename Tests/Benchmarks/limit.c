// SPDX-License-Identifier: Apache-2.0
//
// The least that a poll can cost: one blocking connection, requests that are signed one after the other with a key that
// is derived once, and a search for the status in the response.
//
//   limit PORT SECONDS [CA-FILE]     SECONDS between two polls; 0: none
//
// Says READY=1 to NOTIFY_SOCKET once it is connected. Credentials are those of the environment.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { DIGEST = SHA256_DIGEST_LENGTH };

static SSL *tls;
static int connection;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void hexadecimal(const unsigned char *digest, char *text) {
    static const char digits[] = "0123456789abcdef";
    for (int index = 0; index < DIGEST; index++) {
        text[2 * index] = digits[digest[index] >> 4];
        text[2 * index + 1] = digits[digest[index] & 15];
    }
    text[2 * DIGEST] = 0;
}

static void authenticate(const void *key, int length, const char *text, unsigned char *digest) {
    HMAC(EVP_sha256(), key, length, (const unsigned char *)text, strlen(text), digest, NULL);
}

// The key of a day, a region and a service.
static void derive(const char *secret, const char *day, unsigned char *key) {
    char first[128];
    int length = snprintf(first, sizeof first, "AWS4%s", secret);
    unsigned char step[3][DIGEST];
    authenticate(first, length, day, step[0]);
    authenticate(step[0], DIGEST, "us-east-1", step[1]);
    authenticate(step[1], DIGEST, "machinelearning", step[2]);
    authenticate(step[2], DIGEST, "aws4_request", key);
}

static int make_request(char *request, size_t limit, const char *host, int number, const char *identity, const char *secret) {
    static char day[9];
    static unsigned char key[DIGEST];
    char stamp[17], body[64], canonical[512], signing[256], digits[2 * DIGEST + 1];
    unsigned char digest[DIGEST];
    time_t wall = time(NULL);
    struct tm fields;
    gmtime_r(&wall, &fields);
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &fields);
    if (strncmp(stamp, day, 8)) {
        memcpy(day, stamp, 8);
        derive(secret, day, key);
    }
    int length = snprintf(body, sizeof body, "{\"EvaluationId\":\"ev-%d\"}", number);
    SHA256((unsigned char *)body, (size_t)length, digest);
    hexadecimal(digest, digits);
    int count = snprintf(canonical, sizeof canonical,
                         "POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:%s\nx-amz-date:%s\n"
                         "x-amz-target:AmazonML_20141212.GetEvaluation\n\ncontent-type;host;x-amz-date;x-amz-target\n%s",
                         host, stamp, digits);
    SHA256((unsigned char *)canonical, (size_t)count, digest);
    hexadecimal(digest, digits);
    snprintf(signing, sizeof signing, "AWS4-HMAC-SHA256\n%s\n%s/us-east-1/machinelearning/aws4_request\n%s", stamp, day, digits);
    authenticate(key, DIGEST, signing, digest);
    hexadecimal(digest, digits);
    return snprintf(request, limit,
                    "POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: %d\r\n"
                    "X-Amz-Date: %s\r\nX-Amz-Target: AmazonML_20141212.GetEvaluation\r\n"
                    "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s/us-east-1/machinelearning/aws4_request, "
                    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=%s\r\n\r\n%s",
                    host, length, stamp, identity, day, digits, body);
}

static void read_response(void) {
    char response[8192];
    size_t received = 0, needed = 0;
    while (!needed || received < needed) {
        char *rest = response + received;
        size_t space = sizeof response - 1 - received;
        ssize_t moved = tls ? SSL_read(tls, rest, (int)space) : recv(connection, rest, space, 0);
        if (moved <= 0) fail("response");
        received += (size_t)moved;
        response[received] = 0;
        char *end = strstr(response, "\r\n\r\n");
        char *length = end ? strcasestr(response, "\r\ncontent-length:") : NULL;
        if (length) needed = (size_t)(end + 4 - response) + strtoul(length + 17, NULL, 10);
    }
    if (strncmp(response, "HTTP/1.1 200", 12) || !strstr(response, "\"Status\":\"INPROGRESS\"")) fail("not in progress");
}

static void say_ready(void) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!path) return;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (sendto(manager, "READY=1", 7, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address) < 0) fail("NOTIFY_SOCKET");
    close(manager);
}

int main(int count, char **arguments) {
    if (count < 3) return 64;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t)atoi(arguments[1]));
    double seconds = atof(arguments[2]);
    const char *identity = getenv("AWS_ACCESS_KEY_ID"), *secret = getenv("AWS_SECRET_ACCESS_KEY");
    if (!identity || !secret) return 64;
    char host[32];
    snprintf(host, sizeof host, "localhost:%s", arguments[1]);
    connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    if (count > 3) {
        SSL_CTX *context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
        SSL_CTX_load_verify_locations(context, arguments[3], NULL);
        tls = SSL_new(context);
        SSL_set_fd(tls, connection);
        SSL_set1_host(tls, "localhost");
        if (SSL_connect(tls) != 1) fail("TLS");
    }
    say_ready();
    struct timespec pause = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    for (int number = 0;; number = (number + 1) % 64) {
        char request[2048];
        int length = make_request(request, sizeof request, host, number, identity, secret);
        ssize_t sent = tls ? SSL_write(tls, request, length) : send(connection, request, (size_t)length, MSG_NOSIGNAL);
        if (sent != length) fail("request");
        read_response();
        if (seconds > 0) nanosleep(&pause, NULL);
    }
}
