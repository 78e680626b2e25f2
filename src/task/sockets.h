/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What sockets are: protocol and ends, from the tables in /proc/PID/net (proc_net(5)). A table
 * can only be read as a whole, so many sockets are looked for at once.
 */
#ifndef SYSTRAIL_TASK_SOCKETS_H
#define SYSTRAIL_TASK_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "task/fd_look.h"

/* Two ends with IPv6 addresses, or a path of sockaddr_un. */
enum { SOCKET_TEXT_BYTES = 160 };

/* The kernel's names are shorter. */
enum { SOCKET_PROTOCOL_BYTES = 16 };

struct socket_query {
	uint64_t inode;
	int tid; /* as it is seen by this thread */
	unsigned int idx; /* the caller's */
	bool old; /* made before we came: its other end may change through a copy of its fd */
	char protocol[SOCKET_PROTOCOL_BYTES]; /* as the kernel calls it; "": unknown */
	/* The answer; len == 0: it is in no table, or what the tables say is contradictory. */
	unsigned int len;
	bool foreign; /* it holds a path that somebody chose */
	char text[SOCKET_TEXT_BYTES];
	/* sockets_find()'s own */
	uint64_t ns;
	bool found;
	bool doubtful;
};

/*
 * The protocol of a socket that was made with these arguments of socket(2), as the texts above
 * begin: "TCP", "UNIX". NULL for what has no name here. Static.
 */
const char *socket_kind(int family, int type, int protocol);

/* The same from the kernel's name, which is returned where we have no other. */
const char *socket_kind_of_protocol(const char *protocol);

/* The protocol that @text, of @len bytes, begins with; else as socket_kind(). */
const char *socket_kind_of_text(const char *text, size_t len);

struct sockets;

/* @look (borrowed) opens the tables. NULL when memory is short. */
struct sockets *sockets_new(const struct fd_look *look);
void sockets_free(struct sockets *s);

/*
 * Answers the @cnt queries of @q, and changes their order. Reading the tables takes a small
 * share of the time and no more: when it is too early for the next look, it answers nothing and
 * returns false.
 */
bool sockets_find(struct sockets *s, struct socket_query *q, size_t cnt);

#endif
