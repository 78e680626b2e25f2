/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions and answers about fds; see fd_asks.h. */
#include "task/fd_asks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "task/sockets.h"
#include "util/ids.h"

/*
 * By how much the clock of the records and ours may differ: the kernel stamps records by a
 * reading that may be a little off while the time is being adjusted.
 */
enum { SKEW_NS = 1000 };

struct question {
	struct fd_table *table; /* NULL: it was cancelled */
	int fd;
	struct fd_file *file; /* a reference; NULL: whatever it is */
};

struct answer {
	struct question of;
	/* It was so at some moment between the two. */
	uint64_t begin_ns;
	uint64_t end_ns;
	unsigned int change_cnt; /* of the file when it was asked */
	bool closed; /* there is no such fd */
	bool complete; /* or else more may be told any time */
	int tid;
	char protocol[SOCKET_PROTOCOL_BYTES]; /* of a socket; "": not known */
	enum fd_at_exec at_exec; /* where it was asked for */
	struct fd_name *name; /* or NULL */
};

/* All fds of a table, to be asked one after the other. */
struct listing {
	struct listing *next;
	struct fd_table *table;
	struct ids fds;
	size_t idx;
};

struct fd_asks {
	const struct fd_look *look; /* NULL: answers are told */
	struct sockets *sockets; /* NULL: not to be looked up */
	enum fd_names names;
	uint64_t next_ns;
	/* A ring: the oldest is at question_idx. */
	struct question question[FD_ASKS_MAX];
	unsigned int question_idx;
	unsigned int question_cnt;
	struct answer answer[FD_ASKS_MAX];
	unsigned int answer_cnt;
	struct listing *listing;
	struct socket_query query[FD_ASKS_MAX];
};

struct fd_asks *fd_asks_new(enum fd_names names, const struct fd_look *look)
{
	struct fd_asks *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->look = look;
	a->names = names;
	a->next_ns = UINT64_MAX;
	if (names != FD_NAMES_ALL || !look)
		return a;
	a->sockets = sockets_new(look);
	if (a->sockets)
		return a;
	free(a);
	return NULL;
}

void fd_asks_free(struct fd_asks *a)
{
	if (!a)
		return;
	fd_asks_cancel_all(a);
	sockets_free(a->sockets);
	free(a);
}

uint64_t fd_asks_next_ns(const struct fd_asks *a)
{
	return a->next_ns;
}

uint64_t fd_asks_now_ns(const struct fd_asks *a)
{
	return a->look->now_ns(a->look->arg);
}

/* --- Questions ----------------------------------------------------------------------------- */

static void drop_question(struct question *q)
{
	if (q->file)
		q->file->asked = false;
	fd_file_put(q->file);
	*q = (struct question){ 0 };
}

static struct question take_oldest(struct fd_asks *a)
{
	struct question *oldest = &a->question[a->question_idx], q = *oldest;

	*oldest = (struct question){ 0 };
	a->question_idx = (a->question_idx + 1) % FD_ASKS_MAX;
	a->question_cnt--;
	return q;
}

void fd_asks_add(struct fd_asks *a, struct fd_table *table, int fd, struct fd_file *file)
{
	if (!a->look)
		return;
	if (a->question_cnt == FD_ASKS_MAX) {
		struct question oldest = take_oldest(a);

		drop_question(&oldest);
	}
	file->asked = true;
	a->question[(a->question_idx + a->question_cnt++) % FD_ASKS_MAX] =
		(struct question){ .table = table, .fd = fd, .file = fd_file_get(file) };
}

int fd_asks_add_all(struct fd_asks *a, struct fd_table *table)
{
	struct listing *l = calloc(1, sizeof(*l));
	int err;

	if (!l)
		return -ENOMEM;
	err = a->look->list(a->look->arg, table->tid, &l->fds);
	if (!err && !l->fds.cnt)
		err = -ESRCH; /* what a thread shows that has ended, while others go on */
	if (err) {
		ids_fini(&l->fds);
		free(l);
		return err;
	}
	l->table = table;
	l->next = a->listing;
	a->listing = l;
	return 0;
}

static void drop_answer(struct answer *ans)
{
	free(ans->name);
	drop_question(&ans->of);
	*ans = (struct answer){ 0 };
}

static void drop_listing(struct listing **link)
{
	struct listing *l = *link;

	*link = l->next;
	ids_fini(&l->fds);
	free(l);
}

void fd_asks_cancel(struct fd_asks *a, const struct fd_table *table)
{
	for (unsigned int i = 0; i < FD_ASKS_MAX && a->question_cnt; i++)
		if (a->question[i].table == table)
			drop_question(&a->question[i]);
	for (unsigned int i = 0; i < a->answer_cnt; i++)
		if (a->answer[i].of.table == table)
			drop_answer(&a->answer[i]);
	for (struct listing **l = &a->listing; *l;) {
		if ((*l)->table == table)
			drop_listing(l);
		else
			l = &(*l)->next;
	}
}

void fd_asks_cancel_all(struct fd_asks *a)
{
	while (a->question_cnt) {
		struct question q = take_oldest(a);

		drop_question(&q);
	}
	while (a->answer_cnt)
		drop_answer(&a->answer[--a->answer_cnt]);
	while (a->listing)
		drop_listing(&a->listing);
	a->next_ns = UINT64_MAX;
}

/* --- Answers from /proc -------------------------------------------------------------------- */

/* The number in `socket:[123]`. */
static bool parse_socket(const char *link, uint64_t *inode)
{
	static const char prefix[] = "socket:[";
	char *end;

	if (strncmp(link, prefix, sizeof(prefix) - 1) != 0)
		return false;
	*inode = strtoull(link + sizeof(prefix) - 1, &end, 10);
	return *end == ']';
}

/* Looks, and returns whether that gave an answer, which @ans then is. */
static bool look_at(const struct fd_asks *a, struct question *q, bool flags, struct answer *ans)
{
	const struct fd_look *look = a->look;
	char link[FD_NAME_BYTES];
	uint64_t inode;
	int err;

	*ans = (struct answer){ .of = *q, .tid = q->table->tid, .complete = true };
	ans->change_cnt = q->file ? q->file->change_cnt : 0;
	ans->begin_ns = look->now_ns(look->arg) - SKEW_NS;
	err = look->link(look->arg, ans->tid, q->fd, link, sizeof(link));
	/*
	 * fdinfo of an epoll, inotify or fanotify fd lists all that it watches, under the lock that
	 * the process needs for its next event.
	 */
	if (!err && flags && strncmp(link, "anon_inode:", 11) != 0) {
		int fl = look->flags(look->arg, ans->tid, q->fd);

		if (fl >= 0)
			ans->at_exec = (fl & O_CLOEXEC) ? FD_CLOSES : FD_STAYS;
	}
	if (!err && a->sockets && parse_socket(link, &inode) &&
	    look->protocol(look->arg, ans->tid, q->fd, ans->protocol, sizeof(ans->protocol)))
		ans->protocol[0] = '\0';
	ans->end_ns = look->now_ns(look->arg) + SKEW_NS;
	ans->closed = err == -ENOENT;
	if (!err)
		ans->name = fd_name_new(link, strlen(link), true);
	else if (q->file && err != -ENOENT && err != -ESRCH)
		q->file->hopeless = true;
	return ans->closed || ans->name;
}

/* Whether the question is still one. */
static bool stands(const struct question *q)
{
	const struct fd_slot *slot;

	if (!q->table || !q->table->tid || q->table->opaque)
		return false;
	slot = fd_table_find(q->table, q->fd);
	return !q->file || (slot && slot->file == q->file);
}

static void put(struct fd_asks *a, struct question *q, bool flags)
{
	struct answer ans;

	if (!stands(q) || !look_at(a, q, flags, &ans)) {
		drop_question(q);
		return;
	}
	a->answer[a->answer_cnt++] = ans;
}

/* One of a listing. The next table's, when it has no more. */
static void put_listed(struct fd_asks *a)
{
	struct listing *l = a->listing;

	if (l->idx < l->fds.cnt) {
		struct question q = { .table = l->table, .fd = l->fds.v[l->idx++] };

		if (q.fd >= 0 && q.fd < FD_TABLE_LIMIT)
			put(a, &q, true);
	} else {
		drop_listing(&a->listing);
	}
}

/* Of a socket that has no ends, or none that can be told now. */
static struct fd_name *name_of_protocol(const char *protocol)
{
	const char *kind = socket_kind_of_protocol(protocol);

	return fd_name_new(kind, strlen(kind), true);
}

/* Which of the answers from @first on are sockets is found out here, and what they are. */
static void look_up_sockets(struct fd_asks *a, unsigned int first)
{
	unsigned int cnt = 0;
	uint64_t end_ns;
	bool looked;

	for (unsigned int i = first; i < a->answer_cnt; i++) {
		struct socket_query *q = &a->query[cnt];
		const struct answer *ans = &a->answer[i];
		char link[64] = { 0 };

		if (!ans->name || ans->name->raw_len >= sizeof(link))
			continue;
		memcpy(link, ans->name->raw, ans->name->raw_len);
		if (!parse_socket(link, &q->inode))
			continue;
		q->tid = ans->tid;
		q->old = !ans->of.file || !ans->of.file->kind;
		memcpy(q->protocol, ans->protocol, sizeof(q->protocol));
		q->idx = i;
		cnt++;
	}
	if (!cnt)
		return;
	looked = sockets_find(a->sockets, a->query, cnt);
	end_ns = a->look->now_ns(a->look->arg) + SKEW_NS;
	for (unsigned int i = 0; i < cnt; i++) {
		const struct socket_query *q = &a->query[i];
		struct answer *ans = &a->answer[q->idx];
		struct fd_name *name = q->len ? fd_name_new(q->text, q->len, q->foreign) : NULL;

		ans->complete = looked;
		if (name) {
			name->ends = true;
			ans->end_ns = end_ns;
		} else if (*ans->protocol) {
			name = name_of_protocol(ans->protocol);
		}
		if (name) {
			free(ans->name);
			ans->name = name;
		}
		ans->name->partial = !ans->name->ends;
	}
}

void fd_asks_resolve(struct fd_asks *a)
{
	unsigned int first = a->answer_cnt;

	while (a->question_cnt && a->answer_cnt < FD_ASKS_MAX) {
		struct question q = take_oldest(a);

		put(a, &q, false);
	}
	while (a->listing && a->answer_cnt < FD_ASKS_MAX)
		put_listed(a);
	if (a->sockets)
		look_up_sockets(a, first);
	for (unsigned int i = first; i < a->answer_cnt; i++)
		if (a->answer[i].end_ns < a->next_ns)
			a->next_ns = a->answer[i].end_ns;
}

/* --- Believing them ------------------------------------------------------------------------ */

/*
 * For whatever the fd is. Where nothing is known it is a file that was open then, and nothing
 * has touched the fd since. A file that waits for its name may get it.
 */
static struct fd_file *file_of_listed(struct answer *ans)
{
	struct fd_table *table = ans->of.table;
	struct fd_slot *slot;
	struct fd_file *file;

	if (ans->closed || !fd_table_is_quiet(table, ans->of.fd, ans->begin_ns))
		return NULL;
	slot = fd_table_make(table, ans->of.fd);
	if (!slot)
		return NULL;
	if (slot->at_exec == FD_UNSURE)
		slot->at_exec = ans->at_exec;
	if (slot->file)
		return slot->file->name ? NULL : slot->file;
	file = fd_file_new(ans->begin_ns);
	if (!file)
		return NULL;
	file->used = true;
	fd_table_set(table, ans->of.fd, file, ans->at_exec, ans->begin_ns);
	fd_file_put(file); /* the slot has it */
	return file;
}

static struct fd_file *file_of_answer(struct answer *ans)
{
	struct question *q = &ans->of;
	struct fd_slot *slot;

	if (!q->file)
		return file_of_listed(ans);
	slot = fd_table_find(q->table, q->fd);
	if (!slot || slot->file != q->file || slot->file->change_cnt != ans->change_cnt ||
	    fd_table_is_closing(q->table, q->fd))
		return NULL;
	return slot->file;
}

static void believe(struct answer *ans)
{
	static const char uring[] = "anon_inode:[io_uring]";
	struct fd_table *table = ans->of.table;
	struct fd_file *file;

	if (!table || table->opaque)
		return;
	file = file_of_answer(ans);
	if (!file)
		return;
	if (ans->closed) {
		/* A call has failed with it; when it comes to life, it is another one. */
		fd_table_clear(table, ans->of.fd, ans->of.fd, ans->end_ns);
		return;
	}
	if (ans->name->raw_len == sizeof(uring) - 1 &&
	    !memcmp(ans->name->raw, uring, sizeof(uring) - 1)) {
		table->opaque = true;
		return;
	}
	fd_file_name(file, ans->name, ans->complete ? ans->end_ns : 0);
	ans->name = NULL;
}

/* The name that is shown of what was told; NULL when memory is short, or it is no name. */
static struct fd_name *name_of_told(const struct fd_asks *a, const struct fd_told *told)
{
	bool socket = told->name_len && a->names == FD_NAMES_ALL;
	struct fd_name *name = socket ? fd_name_new(told->name, told->name_len, told->foreign) :
					fd_name_new(told->link, told->link_len, true);

	if (!name || !socket)
		return name;
	name->ends = told->ends;
	name->partial = !told->ends;
	return name;
}

/* The protocol of a socket stays when its ends change, and nobody can be asked for the new ones. */
static void keep_kind(const struct fd_table *table, const struct fd_told *told)
{
	struct fd_file *file = fd_table_find(table, told->fd)->file;

	if (!file->kind && told->name_len)
		file->kind = socket_kind_of_text(told->name, told->name_len);
}

void fd_asks_tell(const struct fd_asks *a, struct fd_table *table, const struct fd_told *told)
{
	struct answer ans = {
		.of = { .table = table, .fd = told->fd },
		.begin_ns = told->begin_ns,
		.end_ns = told->end_ns,
		.complete = true,
		.at_exec = told->at_exec,
	};
	const struct fd_slot *slot = fd_table_find(table, told->fd);
	bool changed = slot && slot->file && slot->file->change_cnt;

	/* A call has changed the ends, and nobody knows whether that was before. */
	if (changed && told->ends)
		return;
	ans.name = name_of_told(a, told);
	if (!ans.name)
		return;
	believe(&ans);
	if (ans.name)
		free(ans.name);
	else
		keep_kind(table, told);
}

void fd_asks_pass(struct fd_asks *a, uint64_t now_ns)
{
	unsigned int kept = 0;

	a->next_ns = UINT64_MAX;
	for (unsigned int i = 0; i < a->answer_cnt; i++) {
		struct answer *ans = &a->answer[i];

		if (ans->end_ns >= now_ns && ans->of.table) {
			if (ans->end_ns < a->next_ns)
				a->next_ns = ans->end_ns;
			a->answer[kept++] = *ans;
			continue;
		}
		believe(ans);
		drop_answer(ans);
	}
	a->answer_cnt = kept;
}
