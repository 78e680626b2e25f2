/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Riders for the file descriptors that were open before the recording.
 *
 * Which socket has which ends the kernel tells only of all of them at once, so the sockets are
 * collected and looked up when all processes are known.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/synth_private.h"
#include "task/fd_file.h"
#include "task/proc.h"
#include "task/sockets.h"
#include "util/clock.h"

/* Of more than so many, of a process and of all, nothing is told; of sockets, no ends. */
enum { PROCESS_FDS_MAX = 4096, FDS_MAX = 65536, SOCKETS_MAX = 16384 };

/* A socket whose ends are still to be looked up. */
struct waiting {
	uint64_t begin_ns;
	int pid;
	int fd;
	uint32_t flags;
	uint64_t inode;
};

struct synth_fds {
	size_t told_cnt;
	struct sockets *sockets; /* NULL: they are not to be looked up */
	struct waiting *waiting;
	struct socket_query *query; /* one for each of these */
	size_t waiting_cnt;
	size_t waiting_cap;
};

struct synth_fds *synth_fds_new(enum fd_names names)
{
	struct synth_fds *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	if (names != FD_NAMES_ALL)
		return f;
	f->sockets = sockets_new(&fd_look_proc);
	if (f->sockets)
		return f;
	free(f);
	return NULL;
}

void synth_fds_free(struct synth_fds *f)
{
	if (!f)
		return;
	sockets_free(f->sockets);
	free(f->waiting);
	free(f->query);
	free(f);
}

void synth_fds_again(struct synth_fds *f)
{
	if (f)
		f->told_cnt = f->waiting_cnt = 0;
}

struct name {
	const char *text;
	size_t len;
};

static int tell(struct synth *s, const struct waiting *w, struct name link, struct name name)
{
	struct rider_fd r = {
		.r = synth_rider(RIDER_FD, clock_now_ns() + SYNTH_SKEW_NS),
		.begin_ns = w->begin_ns,
		.pid = w->pid,
		.fd = w->fd,
		.flags = w->flags,
		.link_len = (uint16_t)link.len,
		.name_len = (uint16_t)name.len,
	};

	s->fds->told_cnt++;
	synth_begin(s, &r, sizeof(r));
	if (!synth_put(s, link.text, link.len) || !synth_put(s, name.text, name.len))
		return 0;
	return synth_emit_rider(s);
}

/* --- Of one process -------------------------------------------------------------------------- */

static bool grow(struct synth_fds *f)
{
	size_t cap = f->waiting_cap ? 2 * f->waiting_cap : 256;
	struct waiting *waiting = reallocarray(f->waiting, cap, sizeof(*waiting));
	struct socket_query *query;

	if (!waiting)
		return false;
	f->waiting = waiting;
	query = reallocarray(f->query, cap, sizeof(*query));
	if (!query)
		return false;
	f->query = query;
	f->waiting_cap = cap;
	return true;
}

/* Whether it waits for its ends now. */
static bool wait_for_ends(struct synth_fds *f, const struct waiting *w, int tid,
			  const char *protocol)
{
	struct socket_query *q;

	if (f->waiting_cnt == SOCKETS_MAX || (f->waiting_cnt == f->waiting_cap && !grow(f)))
		return false;
	q = &f->query[f->waiting_cnt];
	*q = (struct socket_query){
		.inode = w->inode,
		.tid = tid,
		.idx = (unsigned int)f->waiting_cnt,
		.old = true,
	};
	snprintf(q->protocol, sizeof(q->protocol), "%s", protocol);
	f->waiting[f->waiting_cnt++] = *w;
	return true;
}

static struct name kind_of(const char *protocol)
{
	const char *kind = socket_kind_of_protocol(protocol);

	return (struct name){ kind, strlen(kind) };
}

static int tell_fd(struct synth *s, int pid, int tid, int fd)
{
	struct waiting w = { .begin_ns = clock_now_ns() - SYNTH_SKEW_NS, .pid = pid, .fd = fd };
	char link[FD_NAME_BYTES], protocol[SOCKET_PROTOCOL_BYTES] = "";
	int flags;

	if (proc_fd_link(tid, fd, link, sizeof(link)))
		return 0;
	/* fdinfo of those may be a long list, see task/fd_asks.c. */
	flags = strncmp(link, "anon_inode:", 11) != 0 ? proc_fd_flags(tid, fd) : -1;
	if (flags >= 0)
		w.flags |= RIDER_FD_KNOWS_CLOEXEC | (flags & O_CLOEXEC ? RIDER_FD_CLOEXEC : 0u);
	if (s->fds->sockets && sscanf(link, "socket:[%lu]", &w.inode) == 1) {
		if (proc_fd_protocol(tid, fd, protocol, sizeof(protocol)))
			protocol[0] = '\0';
		if (wait_for_ends(s->fds, &w, tid, protocol))
			return 0;
	}
	return tell(s, &w, (struct name){ link, strlen(link) }, kind_of(protocol));
}

int synth_process_fds(struct synth *s, int pid, int tid)
{
	struct ids fds = { 0 };
	int err = 0;

	/* Of one that has ended, or that we may not look at, nothing is told. */
	if (proc_fds(tid, &fds))
		fds.cnt = 0;
	for (size_t i = 0; !err && i < fds.cnt && i < PROCESS_FDS_MAX; i++)
		if (s->fds->told_cnt + s->fds->waiting_cnt < FDS_MAX)
			err = tell_fd(s, pid, tid, fds.v[i]);
	ids_fini(&fds);
	return err;
}

/* --- Sockets --------------------------------------------------------------------------------- */

static int tell_socket(struct synth *s, const struct socket_query *q)
{
	struct waiting *w = &s->fds->waiting[q->idx];
	struct name name = kind_of(q->protocol);
	char link[64];
	int len = snprintf(link, sizeof(link), "socket:[%lu]", w->inode);

	if (q->len) {
		name = (struct name){ q->text, q->len };
		w->flags |= RIDER_FD_ENDS | (q->foreign ? RIDER_FD_FOREIGN : 0u);
	}
	return tell(s, w, (struct name){ link, (size_t)len }, name);
}

int synth_sockets(struct synth *s)
{
	struct synth_fds *f = s->fds;
	int err = 0;

	if (!f || !f->waiting_cnt)
		return 0;
	sockets_find(f->sockets, f->query, f->waiting_cnt);
	for (size_t i = 0; !err && i < f->waiting_cnt; i++)
		err = tell_socket(s, &f->query[i]);
	f->waiting_cnt = 0;
	return err;
}
