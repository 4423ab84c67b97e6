// SPDX-License-Identifier: Apache-2.0
//
// Amazon ML's GetEvaluation on loopback, for benchmarks: answers signed requests on as many keep-alive connections as
// come, from one thread, and counts them. Every evaluation is INPROGRESS for ever; LogUri is presigned anew in each
// response, as AWS does it.
//
//   server [--latency MILLISECONDS] [--certificate FILE --key FILE]
//
// Prints its port. Prints the counters for each line on standard input, and ends with it:
// polls, connections so far, the most requests that were in flight since the last line, requests that were refused.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_LIMIT = 8192, RESPONSE_LIMIT = 4096, EVENTS = 256 };

struct connection {
    int descriptor;
    SSL *tls;
    bool closed;
    // A request that is being answered: when, in nanoseconds, and who is answered next.
    bool waiting;
    uint64_t due;
    struct connection *next;
    char identifier[80];
    size_t received;
    size_t sent;
    size_t length;
    char request[REQUEST_LIMIT + 1];
    char response[RESPONSE_LIMIT];
};

static uint64_t polls, connections, refused, in_flight, most_in_flight;
static uint64_t latency = 20000000;
// All wait equally long, so those who came first are due first.
static struct connection *first, *last;
static SSL_CTX *context;
static int loop;
static time_t started;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

// 64 hexadecimal digits that were not there before: xorshift, since nobody checks them.
static void sign(char *digits) {
    static uint64_t state = 0x9E3779B97F4A7C15;
    for (int part = 0; part < 4; part++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        snprintf(digits + 16 * part, 17, "%016" PRIx64, state);
    }
}

static void close_connection(struct connection *connection) {
    if (!connection->closed) {
        connection->closed = true;
        if (connection->tls) SSL_free(connection->tls);
        close(connection->descriptor);
    }
    // One that waits is freed by the queue.
    if (!connection->waiting) free(connection);
}

static void watch(struct connection *connection, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(loop, operation, connection->descriptor, &event) < 0) die("epoll_ctl");
}

// Bytes moved; 0 if the socket has to be waited for, -1 if the connection has ended.
static ssize_t transfer(struct connection *connection, bool writing, char *bytes, size_t count) {
    if (connection->tls) {
        ERR_clear_error();
        int moved = writing ? SSL_write(connection->tls, bytes, (int)count) : SSL_read(connection->tls, bytes, (int)count);
        if (moved > 0) return moved;
        int error = SSL_get_error(connection->tls, moved);
        return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
    }
    ssize_t moved = writing ? send(connection->descriptor, bytes, count, MSG_NOSIGNAL)
                            : recv(connection->descriptor, bytes, count, 0);
    if (moved > 0) return moved;
    return moved < 0 && errno == EAGAIN ? 0 : -1;
}

// Sends what is left of the response; false if the connection has ended.
static bool send_rest(struct connection *connection) {
    bool blocked = false;
    while (connection->sent < connection->length && !blocked) {
        ssize_t moved = transfer(connection, true, connection->response + connection->sent, connection->length - connection->sent);
        if (moved < 0) return false;
        blocked = moved == 0;
        connection->sent += (size_t)moved;
    }
    if (blocked) watch(connection, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    return true;
}

static bool respond(struct connection *connection) {
    static const char *const body_format =
        "{\"ComputeTime\":185000,\"CreatedAt\":%jd.316,\"CreatedByIamUser\":\"arn:aws:iam::123456789012:user/churn\","
        "\"EvaluationDataSourceId\":\"ds-exampleEvaluation\",\"EvaluationId\":\"%s\","
        "\"InputDataLocationS3\":\"s3://example-churn/2026-11/evaluation.csv\",\"LastUpdatedAt\":%jd.774,"
        "\"LogUri\":\"https://eml-prod-emr.s3.amazonaws.com/123456789012-%s/userlog/123456789012-%s"
        "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=%s&X-Amz-SignedHeaders=host&X-Amz-Expires=604800"
        "&X-Amz-Credential=AKIDEXAMPLE%%2F%.8s%%2Fus-east-1%%2Fs3%%2Faws4_request&X-Amz-Signature=%s\","
        "\"MLModelId\":\"ml-exampleModel\",\"Name\":\"churn, weekly: %s\",\"PerformanceMetrics\":{\"Properties\":{}},"
        "\"StartedAt\":%jd.102,\"Status\":\"INPROGRESS\"}";
    static time_t formatted;
    static char date[64], stamp[32];
    time_t wall = time(NULL);
    if (wall != formatted) {
        struct tm fields;
        gmtime_r(&wall, &fields);
        strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &fields);
        strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &fields);
        formatted = wall;
    }
    char digits[65], body[2048];
    sign(digits);
    const char *identifier = connection->identifier;
    int length = snprintf(body, sizeof body, body_format, (intmax_t)started - 900, identifier, (intmax_t)started - 300, identifier,
                          identifier, stamp, stamp, digits, identifier, (intmax_t)started - 600);
    connection->length = (size_t)snprintf(
        connection->response, sizeof connection->response,
        "HTTP/1.1 200 OK\r\nx-amzn-RequestId: %.8s-%.4s-%.4s-%.4s-%.12s\r\nDate: %s\r\n"
        "Content-Type: application/x-amz-json-1.1\r\nContent-Length: %d\r\n\r\n%s",
        digits, digits + 8, digits + 12, digits + 16, digits + 20, date, length, body);
    connection->sent = 0;
    polls++;
    in_flight--;
    return send_rest(connection);
}

// The value of a header, or NULL; lines end with \r\n and the headers with a NUL.
static const char *header(const char *headers, const char *name) {
    size_t length = strlen(name);
    for (const char *line = strstr(headers, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (!strncasecmp(line, name, length) && line[length] == ':') {
            line += length + 1;
            return line + strspn(line, " ");
        }
    }
    return NULL;
}

static void refuse(struct connection *connection) {
    static const char response[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    refused++;
    transfer(connection, true, (char *)response, sizeof response - 1);
    close_connection(connection);
}

// Answers or queues the request, if it is complete.
static void take_request(struct connection *connection) {
    connection->request[connection->received] = 0;
    char *end = strstr(connection->request, "\r\n\r\n");
    if (!end) {
        if (connection->received == REQUEST_LIMIT) refuse(connection);
        return;
    }
    *end = 0;
    const char *length = header(connection->request, "content-length");
    char *body = end + 4;
    size_t needed = (size_t)(body - connection->request) + (length ? strtoul(length, NULL, 10) : 0);
    if (connection->received < needed && needed <= REQUEST_LIMIT) {
        *end = '\r';
        return;
    }
    const char *target = header(connection->request, "x-amz-target");
    const char *authorization = header(connection->request, "authorization");
    const char *identifier = strstr(body, "\"EvaluationId\"");
    identifier = identifier ? strchr(identifier + 14, '"') : NULL;
    // One request at a time: more bytes than this one's would be another.
    if (connection->received != needed || !target || strncmp(target, "AmazonML_20141212.GetEvaluation", 31) || !authorization
        || strncmp(authorization, "AWS4-HMAC-SHA256 ", 17) || !identifier) {
        refuse(connection);
        return;
    }
    size_t count = strcspn(identifier + 1, "\"");
    if (count >= sizeof connection->identifier) count = sizeof connection->identifier - 1;
    memcpy(connection->identifier, identifier + 1, count);
    connection->identifier[count] = 0;
    connection->received = 0;
    if (++in_flight > most_in_flight) most_in_flight = in_flight;
    if (latency == 0) {
        if (!respond(connection)) close_connection(connection);
        return;
    }
    connection->waiting = true;
    connection->due = now() + latency;
    connection->next = NULL;
    if (last) last->next = connection; else first = connection;
    last = connection;
}

static void serve(struct connection *connection, uint32_t events) {
    if (connection->tls && !SSL_is_init_finished(connection->tls)) {
        ERR_clear_error();
        int result = SSL_do_handshake(connection->tls);
        int error = SSL_get_error(connection->tls, result);
        if (result != 1 && error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) close_connection(connection);
        if (result != 1) return;
    }
    if (events & EPOLLOUT) {
        watch(connection, EPOLL_CTL_MOD, EPOLLIN);
        if (!send_rest(connection)) {
            close_connection(connection);
            return;
        }
    }
    ssize_t moved = 0;
    while (connection->received < REQUEST_LIMIT
           && (moved = transfer(connection, false, connection->request + connection->received,
                                REQUEST_LIMIT - connection->received)) > 0) {
        connection->received += (size_t)moved;
        // TLS hands out one record at a time and may hold another; plain sockets are asked again by epoll.
        if (!connection->tls || !SSL_pending(connection->tls)) break;
    }
    if (moved < 0) close_connection(connection);
    else if (connection->received && !connection->waiting) take_request(connection);
}

static void accept_all(int listener) {
    int descriptor;
    while ((descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection) die("calloc");
        connection->descriptor = descriptor;
        if (context) {
            connection->tls = SSL_new(context);
            if (!connection->tls || !SSL_set_fd(connection->tls, descriptor)) die("SSL_new");
            SSL_set_accept_state(connection->tls);
        }
        connections++;
        watch(connection, EPOLL_CTL_ADD, EPOLLIN);
    }
}

// Answers who is due; returns the milliseconds until the next one is, rounded up, or -1.
static int answer_due(void) {
    uint64_t time = now();
    while (first && first->due <= time) {
        struct connection *connection = first;
        first = first->next;
        if (!first) last = NULL;
        connection->waiting = false;
        if (connection->closed) {
            in_flight--;
            free(connection);
        } else if (!respond(connection)) {
            close_connection(connection);
        }
    }
    return first ? (int)((first->due - time + 999999) / 1000000) : -1;
}

static void report(void) {
    char line[64];
    ssize_t count = read(STDIN_FILENO, line, sizeof line);
    if (count <= 0) exit(0);
    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", polls, connections, most_in_flight, refused);
    fflush(stdout);
    most_in_flight = in_flight;
}

static int listen_on_loopback(void) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 1024) < 0
        || getsockname(listener, (struct sockaddr *)&address, &length) < 0) die("listening on 127.0.0.1");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(int count, char **arguments) {
    const char *certificate = NULL, *key = NULL;
    for (int index = 1; index + 1 < count; index += 2) {
        const char *value = arguments[index + 1];
        if (!strcmp(arguments[index], "--latency")) latency = (uint64_t)(atof(value) * 1e6);
        else if (!strcmp(arguments[index], "--certificate")) certificate = value;
        else if (!strcmp(arguments[index], "--key")) key = value;
        else return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    started = time(NULL);
    if (certificate) {
        context = SSL_CTX_new(TLS_server_method());
        if (!context || SSL_CTX_use_certificate_chain_file(context, certificate) != 1
            || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
            ERR_print_errors_fp(stderr);
            return 1;
        }
    }
    loop = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on_loopback();
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &first};
    if (loop < 0 || epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll");
    event.data.ptr = &last;
    if (epoll_ctl(loop, EPOLL_CTL_ADD, STDIN_FILENO, &event) < 0) die("standard input is to be a pipe");
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(loop, events, EVENTS, answer_due());
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        for (int index = 0; index < ready; index++) {
            if (events[index].data.ptr == &first) accept_all(listener);
            else if (events[index].data.ptr == &last) report();
            else serve(events[index].data.ptr, events[index].events);
        }
    }
}
