/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * File descriptors of many kinds, each used once by an lseek() to an offset of its own: after go,
 * then in a child, and in the program that this becomes, which is this one again. Prints how the
 * call is to be shown. usage: fd_kinds DIR, to make files in.
 */
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "libc.h"

enum { FILES_MAX = 32, FIRST_OFFSET = 5000, CHILD_OFFSET = 6000, EXEC_OFFSET = 7000 };

struct file {
	int fd;
	char name[256]; /* as it is to be shown */
};

static struct file files[FILES_MAX];
static int file_cnt;

static void add(int fd, const char *name)
{
	if (fd < 0)
		die(name);
	files[file_cnt].fd = fd;
	snprintf(files[file_cnt++].name, sizeof(files->name), "%s", name);
}

/* What /proc says is what it is called. */
static void add_as_linked(int fd)
{
	char path[64], name[256];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	len = readlink(path, name, sizeof(name) - 1);
	if (len < 0)
		die(path);
	name[len] = '\0';
	add(fd, name);
}

static void put_end(char *text, size_t size, const struct sockaddr_storage *a)
{
	const struct sockaddr_in6 *in6 = (const void *)a;
	const struct sockaddr_in *in = (const void *)a;
	char addr[INET6_ADDRSTRLEN];

	if (a->ss_family == AF_INET)
		inet_ntop(AF_INET, &in->sin_addr, addr, sizeof(addr));
	else
		inet_ntop(AF_INET6, &in6->sin6_addr, addr, sizeof(addr));
	snprintf(text, size, a->ss_family == AF_INET ? "%s:%d" : "[%s]:%d", addr,
		 ntohs(in->sin_port));
}

static void add_inet(int fd, const char *proto)
{
	struct sockaddr_storage own, peer;
	socklen_t own_len = sizeof(own), peer_len = sizeof(peer);
	char name[256], end[2][100];

	if (getsockname(fd, (void *)&own, &own_len))
		die("getsockname");
	put_end(end[0], sizeof(end[0]), &own);
	snprintf(name, sizeof(name), "%s %s", proto, end[0]);
	/* The other end of a datagram socket that is older than the trace is not to be trusted. */
	if (strcmp(proto, "UDP") != 0 && !getpeername(fd, (void *)&peer, &peer_len)) {
		put_end(end[1], sizeof(end[1]), &peer);
		snprintf(name, sizeof(name), "%s %s->%s", proto, end[0], end[1]);
	}
	add(fd, name);
}

/* A listener and both ends of a connection to it. */
static void add_tcp(int family)
{
	struct sockaddr_storage a = { .ss_family = (sa_family_t)family };
	struct sockaddr_in6 *in6 = (void *)&a;
	struct sockaddr_in *in = (void *)&a;
	int listener = socket(family, SOCK_STREAM, 0), client = socket(family, SOCK_STREAM, 0);
	socklen_t len = sizeof(a);

	if (family == AF_INET)
		in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		in6->sin6_addr = in6addr_loopback;
	if (bind(listener, (void *)&a, len) || listen(listener, 1) ||
	    getsockname(listener, (void *)&a, &len) || connect(client, (void *)&a, len)) {
		close(listener); /* no such protocol here */
		close(client);
		return;
	}
	add_inet(listener, "TCP");
	add_inet(client, "TCP");
	add_inet(accept(listener, NULL, NULL), "TCP");
}

static void add_unix(const char *dir)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), pair[2];
	char name[256];

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/s", dir);
	if (bind(fd, (void *)&a, sizeof(a)))
		die(a.sun_path);
	snprintf(name, sizeof(name), "UNIX %s", a.sun_path);
	add(fd, name);
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		die("socketpair");
	add_as_linked(pair[0]);
	/* It has no name, so it is shown by its number, as in `socket:[123]`. */
	snprintf(name, sizeof(name), "UNIX %s", strchr(files[--file_cnt].name, '['));
	add(pair[0], name);
}

static void add_files(const char *dir)
{
	char path[256], shown[300];
	int pipe_fds[2], udp = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(9) };

	snprintf(path, sizeof(path), "%s/plain", dir);
	add(open(path, O_RDWR | O_CREAT, 0600), path);
	snprintf(path, sizeof(path), "%s/a\nb\033", dir);
	snprintf(shown, sizeof(shown), "%s/a\\nb\\x1b (deleted)", dir);
	add(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), shown);
	unlink(path);
	add(open(dir, O_RDONLY | O_DIRECTORY), dir);
	if (pipe(pipe_fds))
		die("pipe");
	add_as_linked(pipe_fds[0]);
	add_as_linked(pipe_fds[1]);
	add_as_linked(eventfd(0, 0));
	add_as_linked(epoll_create1(EPOLL_CLOEXEC));
	add_as_linked(memfd_create("memory", 0));
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(udp, (void *)&a, sizeof(a)))
		die("connect");
	add_inet(udp, "UDP");
	add_tcp(AF_INET);
	add_tcp(AF_INET6);
	add_unix(dir);
}

static void use(int fd, const char *name, int offset)
{
	if (*name)
		printf("lseek(fd: %d<%s>, offset: %d\n", fd, name, offset);
	else
		printf("lseek(fd: %d, offset: %d\n", fd, offset);
	lseek(fd, offset, SEEK_SET);
}

static void use_all(int offset)
{
	for (int i = 0; i < file_cnt; i++)
		use(files[i].fd, files[i].name, offset + i);
	fflush(stdout);
}

static void become_again(void)
{
	char stays[16], goes[16];

	snprintf(stays, sizeof(stays), "%d", files[0].fd);
	snprintf(goes, sizeof(goes), "%d", files[1].fd);
	execl("/proc/self/exe", "fd_kinds", stays, files[0].name, goes, (char *)NULL);
	die("execl");
}

int main(int argc, char **argv)
{
	pid_t pid;

	if (argc == 4) { /* again: one that stayed, one that is gone */
		use(atoi(argv[1]), argv[2], EXEC_OFFSET);
		use(atoi(argv[3]), "", EXEC_OFFSET + 1);
		return 0;
	}
	if (argc != 2)
		return 2;
	add_files(argv[1]);
	say_ready();
	wait_for_go();
	use_all(FIRST_OFFSET);
	pid = fork();
	if (!pid) {
		use_all(CHILD_OFFSET);
		return 0;
	}
	waitpid(pid, NULL, 0);
	become_again();
	return 1;
}
