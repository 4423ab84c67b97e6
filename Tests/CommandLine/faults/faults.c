// SPDX-License-Identifier: Apache-2.0
//
// Sits between awaitd and the C library (LD_PRELOAD) and makes its writes fail; built by the tests of the durable record.
// A write is each change of a file in the state folder and each datagram to the journal; they are counted from 1.
//
//   FAULTS_FOLDER    the state folder
//   FAULTS_JOURNAL   the socket that plays the journal
//   FAULTS_KILL      the process is killed right before this write ...
//   FAULTS_TEAR      ... or, if this is set, after half of it
//   FAULTS_FROM, FAULTS_COUNT, FAULTS_EVERY, FAULTS_ERRNO
//                    from that write on, this many of them, every nth fails with this error number
//   FAULTS_SPARE_JOURNAL   if set, only files fail
//   FAULTS_TRACE     a file that records all writes: struct entry, the path, the data
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define REAL_JOURNAL "/run/systemd/journal/socket"
#define REAL(name) ((__typeof__(&name))real(#name))

struct entry {
    uint32_t operation; // W write, Y sync, T truncate, R rename, U unlink, S send
    uint32_t path_length;
    uint64_t offset;
    uint64_t length;
};

static atomic_long writes;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

static long number(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

static int is_ours(const char *path) {
    const char *folder = getenv("FAULTS_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    return length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/';
}

// The path of an open file in the state folder; 0 for any other.
static int ours(int file, char path[PATH_MAX]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

static void trace(char operation, const char *path, uint64_t offset, const void *data, uint64_t length) {
    static int file = -2;
    if (file == -2) {
        const char *name = getenv("FAULTS_TRACE");
        file = name ? open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    }
    if (file < 0) return;
    struct entry entry = {(uint32_t)operation, (uint32_t)strlen(path), offset, length};
    syscall(SYS_write, file, &entry, sizeof entry);
    syscall(SYS_write, file, path, entry.path_length);
    if (data) syscall(SYS_write, file, data, length);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// Counts a write. Returns the error number with which it has to fail, or 0; sets `torn` if only half of it is to be done.
static int next(int *torn) {
    long write = atomic_fetch_add(&writes, 1) + 1;
    if (write == number("FAULTS_KILL", 0)) {
        if (!torn || !getenv("FAULTS_TEAR")) die();
        *torn = 1;
    }
    long from = number("FAULTS_FROM", 0), count = number("FAULTS_COUNT", LONG_MAX);
    if (from == 0 || write < from || write - from >= count) return 0;
    return (write - from) % number("FAULTS_EVERY", 1) == 0 ? (int)number("FAULTS_ERRNO", ENOSPC) : 0;
}

#define FAIL_IF_DUE(torn)        \
    do {                         \
        int error = next(torn);  \
        if (error) {             \
            errno = error;       \
            return -1;           \
        }                        \
    } while (0)

static ssize_t write_at(ssize_t (*call)(int, const void *, size_t, off64_t), int file, const void *data, size_t length,
                        off64_t offset) {
    char path[PATH_MAX];
    if (!ours(file, path)) return call(file, data, length, offset);
    int torn = 0;
    FAIL_IF_DUE(&torn);
    if (torn) {
        call(file, data, length / 2, offset);
        die();
    }
    pthread_mutex_lock(&turn);
    trace('W', path, (uint64_t)offset, data, length);
    ssize_t result = call(file, data, length, offset);
    pthread_mutex_unlock(&turn);
    return result;
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    return write_at(REAL(pwrite64), file, data, length, offset);
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
    return write_at(REAL(pwrite64), file, data, length, offset);
}

static int sync_file(int (*call)(int), int file) {
    char path[PATH_MAX];
    if (!ours(file, path)) return call(file);
    FAIL_IF_DUE(NULL);
    pthread_mutex_lock(&turn);
    trace('Y', path, 0, NULL, 0);
    int result = call(file);
    pthread_mutex_unlock(&turn);
    return result;
}

int fsync(int file) { return sync_file(REAL(fsync), file); }

int fdatasync(int file) { return sync_file(REAL(fdatasync), file); }

static int truncate_file(int file, off64_t length) {
    char path[PATH_MAX];
    if (!ours(file, path)) return REAL(ftruncate64)(file, length);
    FAIL_IF_DUE(NULL);
    pthread_mutex_lock(&turn);
    trace('T', path, (uint64_t)length, NULL, 0);
    int result = REAL(ftruncate64)(file, length);
    pthread_mutex_unlock(&turn);
    return result;
}

int ftruncate64(int file, off64_t length) { return truncate_file(file, length); }

int ftruncate(int file, off_t length) { return truncate_file(file, length); }

int rename(const char *from, const char *to) {
    if (!is_ours(from)) return REAL(rename)(from, to);
    FAIL_IF_DUE(NULL);
    pthread_mutex_lock(&turn);
    trace('R', from, 0, to, strlen(to));
    int result = REAL(rename)(from, to);
    pthread_mutex_unlock(&turn);
    return result;
}

int unlink(const char *path) {
    if (!is_ours(path)) return REAL(unlink)(path);
    FAIL_IF_DUE(NULL);
    pthread_mutex_lock(&turn);
    trace('U', path, 0, NULL, 0);
    int result = REAL(unlink)(path);
    pthread_mutex_unlock(&turn);
    return result;
}

// Calls for the journal's socket go to the test's, if there is one.

int access(const char *path, int mode) {
    const char *journal = getenv("FAULTS_JOURNAL");
    return REAL(access)(journal && strcmp(path, REAL_JOURNAL) == 0 ? journal : path, mode);
}

int fstatat(int folder, const char *path, struct stat *status, int flags) {
    const char *journal = getenv("FAULTS_JOURNAL");
    return REAL(fstatat)(folder, journal && strcmp(path, REAL_JOURNAL) == 0 ? journal : path, status, flags);
}

static int is_journal(const struct sockaddr *address, socklen_t length) {
    const struct sockaddr_un *target = (const struct sockaddr_un *)address;
    size_t begin = offsetof(struct sockaddr_un, sun_path);
    return getenv("FAULTS_JOURNAL") && target && length > begin && target->sun_family == AF_UNIX &&
           strncmp(target->sun_path, REAL_JOURNAL, length - begin) == 0 &&
           length - begin >= sizeof REAL_JOURNAL - 1;
}

static struct sockaddr_un instead(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *journal = getenv("FAULTS_JOURNAL");
    if (strlen(journal) >= sizeof address.sun_path) abort();
    strcpy(address.sun_path, journal);
    return address;
}

int connect(int file, const struct sockaddr *address, socklen_t length) {
    if (!is_journal(address, length)) return REAL(connect)(file, address, length);
    struct sockaddr_un other = instead();
    return REAL(connect)(file, (const struct sockaddr *)&other, sizeof other);
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
    if (!is_journal(message->msg_name, message->msg_namelen)) return REAL(sendmsg)(file, message, flags);
    if (next(NULL) && !getenv("FAULTS_SPARE_JOURNAL")) {
        errno = ECONNREFUSED;
        return -1;
    }
    struct sockaddr_un other = instead();
    struct msghdr redirected = *message;
    redirected.msg_name = &other;
    redirected.msg_namelen = sizeof other;
    pthread_mutex_lock(&turn);
    size_t length = 0;
    for (size_t part = 0; part < message->msg_iovlen; part++) length += message->msg_iov[part].iov_len;
    char *data = malloc(length + 1), *end = data;
    for (size_t part = 0; data && part < message->msg_iovlen; part++)
        end = mempcpy(end, message->msg_iov[part].iov_base, message->msg_iov[part].iov_len);
    trace('S', "", 0, data, length);
    free(data);
    ssize_t result = REAL(sendmsg)(file, &redirected, flags);
    pthread_mutex_unlock(&turn);
    return result;
}
