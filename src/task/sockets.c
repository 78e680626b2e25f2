/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of /proc/PID/net, read line by line; see sockets.h. */
#include "task/sockets.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "syscall/const_set.h"
#include "util/text.h"

enum {
	BUF_BYTES = 64 * 1024,
	/* Of a longer table the rest is not read. */
	TABLE_BYTES_MAX = 16 * 1024 * 1024,
	/* After a look that took so long we wait this many times as long. */
	WAIT_FACTOR = 20,
	COLUMNS_MAX = 10,
};

/* The words of a line, up to the inode; @rest is what follows that, without the blank. */
struct line {
	const char *word[COLUMNS_MAX];
	size_t len[COLUMNS_MAX];
	const char *rest;
	size_t rest_len;
};

/*
 * One file, for the sockets of some protocols. A path may contain a newline, and so what looks
 * like a line of the table: without its protocol a socket is not looked for among paths, and
 * one that has two lines is in doubt.
 */
struct table {
	const char *file;
	const char *proto; /* how it is shown */
	const char *protocol[2]; /* struct proto.name in the kernel; NULL: no second one */
	unsigned int inode_column;
	bool has_paths;
	bool is_datagram;
	bool (*describe)(const struct table *table, const struct line *l, struct socket_query *q);
};

/* What is asked of the tables of one network namespace, in ascending order of inode. */
struct search {
	struct socket_query *q;
	size_t cnt;
	uint64_t last_inode; /* of the line before; 0: none */
};

struct sockets {
	const struct fd_look *look;
	uint64_t not_before_ns;
	char buf[BUF_BYTES];
};

struct sockets *sockets_new(const struct fd_look *look)
{
	struct sockets *s = calloc(1, sizeof(*s));

	if (s)
		s->look = look;
	return s;
}

void sockets_free(struct sockets *s)
{
	free(s);
}

/* --- What a line says ---------------------------------------------------------------------- */

static unsigned int hex_value(char c)
{
	return c <= '9' ? (unsigned int)(c - '0') : (unsigned int)(tolower(c) - 'a') + 10;
}

/* Exactly @digits hexadecimal ones at @p. */
static bool parse_hex(const char *p, unsigned int digits, uint32_t *v)
{
	*v = 0;
	for (unsigned int i = 0; i < digits; i++) {
		if (!isxdigit((unsigned char)p[i]))
			return false;
		*v = *v << 4 | hex_value(p[i]);
	}
	return true;
}

/* `0100007F:1F90`, each word of the address as this machine would read it from memory. */
static bool put_end(struct text *t, const char *word, size_t len, bool *is_zero)
{
	unsigned int words = len > 8 + 5 ? 4 : 1;
	char buf[INET6_ADDRSTRLEN];
	uint32_t addr[4], port;

	if (len != words * 8 + 5 || word[words * 8] != ':')
		return false;
	for (unsigned int i = 0; i < words; i++)
		if (!parse_hex(word + 8 * i, 8, &addr[i]))
			return false;
	if (!parse_hex(word + 8 * words + 1, 4, &port))
		return false;
	*is_zero = !port;
	for (unsigned int i = 0; i < words; i++)
		*is_zero = *is_zero && !addr[i];
	if (!inet_ntop(words == 4 ? AF_INET6 : AF_INET, addr, buf, sizeof(buf)))
		return false;
	if (words == 4)
		text_char(t, '[');
	text_str(t, buf);
	if (words == 4)
		text_char(t, ']');
	text_char(t, ':');
	text_u64(t, port);
	return true;
}

static bool describe_inet(const struct table *table, const struct line *l, struct socket_query *q)
{
	struct text t;
	bool zero;
	size_t len;

	text_init(&t, q->text, sizeof(q->text));
	text_str(&t, table->proto);
	text_char(&t, ' ');
	if (!put_end(&t, l->word[1], l->len[1], &zero))
		return false;
	len = t.len;
	text_lit(&t, "->");
	if (!put_end(&t, l->word[2], l->len[2], &zero))
		return false;
	/* A stream keeps its other end, a datagram socket gets one with each connect(). */
	if (q->old && table->is_datagram)
		zero = true;
	q->len = (unsigned int)(zero ? len : t.len);
	return true;
}

static bool describe_netlink(const struct table *table, const struct line *l,
			     struct socket_query *q)
{
	unsigned long protocol = strtoul(l->word[1], NULL, 10);
	const struct const_row *row = const_set_find(&set_netlink_protocol, protocol);
	struct text t;

	text_init(&t, q->text, sizeof(q->text));
	text_str(&t, table->proto);
	text_char(&t, ' ');
	if (row)
		text_mem(&t, row->name, row->len);
	else
		text_u64(&t, protocol);
	q->len = (unsigned int)t.len;
	return true;
}

/* A path, `@name` of the abstract kind, or nothing: then the inode tells it from others. */
static bool describe_other(const struct table *table, const struct line *l, struct socket_query *q)
{
	struct text t;

	text_init(&t, q->text, sizeof(q->text));
	text_str(&t, table->proto);
	text_char(&t, ' ');
	if (table->has_paths && l->rest_len) {
		text_mem(&t, l->rest, l->rest_len);
		q->foreign = true;
	} else {
		text_char(&t, '[');
		text_u64(&t, q->inode);
		text_char(&t, ']');
	}
	q->len = (unsigned int)t.len;
	return !t.cut;
}

static const struct table tables[] = {
	{ "tcp", "TCP", { "TCP" }, 9, false, false, describe_inet },
	{ "tcp6", "TCP", { "TCPv6" }, 9, false, false, describe_inet },
	{ "udp", "UDP", { "UDP" }, 9, false, true, describe_inet },
	{ "udp6", "UDP", { "UDPv6" }, 9, false, true, describe_inet },
	{ "udplite", "UDPLITE", { "UDP-Lite" }, 9, false, true, describe_inet },
	{ "udplite6", "UDPLITE", { "UDPLITEv6" }, 9, false, true, describe_inet },
	{ "raw", "RAW", { "RAW" }, 9, false, true, describe_inet },
	{ "raw6", "RAW", { "RAWv6" }, 9, false, true, describe_inet },
	{ "icmp", "ICMP", { "PING" }, 9, false, true, describe_inet },
	{ "icmp6", "ICMP", { "PINGv6" }, 9, false, true, describe_inet },
	{ "netlink", "NETLINK", { "NETLINK" }, 9, false, false, describe_netlink },
	{ "packet", "PACKET", { "PACKET" }, 8, false, false, describe_other },
	{ "unix", "UNIX", { "UNIX", "UNIX-STREAM" }, 6, true, false, describe_other },
};

enum { TABLE_CNT = sizeof(tables) / sizeof(*tables) };

/* --- From a file to its lines -------------------------------------------------------------- */

/* Splits the @len bytes at @p up to column @last. False: there are not so many. */
static bool split(const char *p, size_t len, unsigned int last, struct line *l)
{
	const char *end = p + len;

	for (unsigned int i = 0; i <= last; i++) {
		while (p < end && *p == ' ')
			p++;
		l->word[i] = p;
		while (p < end && *p != ' ')
			p++;
		l->len[i] = (size_t)(p - l->word[i]);
		if (!l->len[i])
			return false;
	}
	if (p < end)
		p++;
	l->rest = p;
	l->rest_len = (size_t)(end - p);
	return true;
}

static int by_ns_and_inode(const void *a, const void *b)
{
	const struct socket_query *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return x->inode < y->inode ? -1 : x->inode > y->inode;
}

/* Whether a socket of @protocol may be in @table. */
static bool may_have(const struct table *table, const char *protocol)
{
	if (!*protocol)
		return !table->has_paths;
	return !strcmp(protocol, table->protocol[0]) ||
	       (table->protocol[1] && !strcmp(protocol, table->protocol[1]));
}

/* The first that asks for @inode, or NULL. */
static struct socket_query *find_query(const struct search *sr, uint64_t inode)
{
	struct socket_query key = { .inode = inode, .ns = sr->q->ns };
	struct socket_query *q = bsearch(&key, sr->q, sr->cnt, sizeof(key), by_ns_and_inode);

	while (q && q > sr->q && q[-1].inode == inode)
		q--;
	return q;
}

/* Says what @l is to all that ask for its inode. */
static void answer(const struct table *table, const struct line *l, uint64_t inode,
		   const struct search *sr)
{
	struct socket_query *q = find_query(sr, inode), said = { .inode = inode };
	if (!q)
		return;
	said.old = q->old;
	if (!table->describe(table, l, &said))
		return;
	for (; q < sr->q + sr->cnt && q->inode == inode; q++) {
		if (!may_have(table, q->protocol))
			continue;
		/* A table that changes while it is read may have the same line twice. */
		if (q->found && (q->len != said.len || memcmp(q->text, said.text, said.len)))
			q->doubtful = true;
		q->found = true;
		q->len = said.len;
		q->foreign = said.foreign;
		memcpy(q->text, said.text, said.len);
	}
}

/* What comes now is no line of its own: a newline in the path of the one before. */
static void doubt_last(const struct search *sr)
{
	struct socket_query *q = sr->last_inode ? find_query(sr, sr->last_inode) : NULL;

	for (; q && q < sr->q + sr->cnt && q->inode == sr->last_inode; q++)
		q->doubtful = true;
}

static bool parse_inode(const struct line *l, unsigned int column, uint64_t *inode)
{
	char digits[24], *end;

	if (l->len[column] >= sizeof(digits))
		return false;
	memcpy(digits, l->word[column], l->len[column]);
	digits[l->len[column]] = '\0';
	*inode = strtoull(digits, &end, 10);
	return !*end;
}

static void read_line(const struct table *table, const char *p, size_t len, struct search *sr)
{
	uint64_t inode;
	struct line l;

	if (split(p, len, table->inode_column, &l) &&
	    parse_inode(&l, table->inode_column, &inode)) {
		/* 0: a connection that has no socket any more */
		if (inode)
			answer(table, &l, inode, sr);
		sr->last_inode = inode;
	} else if (table->has_paths) {
		doubt_last(sr);
	}
}

/* Reads the lines of @table from @fd; what is too much, or cannot be read, is left. */
static void read_table(struct sockets *s, const struct table *table, int fd, struct search *sr)
{
	size_t have = 0, total = 0;

	sr->last_inode = 0;
	while (total < TABLE_BYTES_MAX && have < sizeof(s->buf)) {
		ssize_t n = read(fd, s->buf + have, sizeof(s->buf) - have);
		char *p = s->buf, *end;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		have += (size_t)n;
		total += (size_t)n;
		while ((end = memchr(p, '\n', have - (size_t)(p - s->buf)))) {
			read_line(table, p, (size_t)(end - p), sr);
			p = end + 1;
		}
		have -= (size_t)(p - s->buf);
		memmove(s->buf, p, have);
	}
}

/* --- Queries ------------------------------------------------------------------------------- */

/* Whether @table may have what was not found yet. */
static bool is_worth_reading(const struct table *table, const struct search *sr)
{
	for (size_t i = 0; i < sr->cnt; i++)
		if (!sr->q[i].found && may_have(table, sr->q[i].protocol))
			return true;
	return false;
}

static void find_in_ns(struct sockets *s, struct search *sr)
{
	for (unsigned int i = 0; i < TABLE_CNT; i++) {
		int fd;

		if (!is_worth_reading(&tables[i], sr))
			continue;
		fd = s->look->net_open(s->look->arg, sr->q->tid, tables[i].file);
		/* Not every kernel has every protocol, and the thread may have ended. */
		if (fd < 0)
			continue;
		read_table(s, &tables[i], fd, sr);
		close(fd);
	}
	for (size_t i = 0; i < sr->cnt; i++)
		if (sr->q[i].doubtful)
			sr->q[i].len = 0;
}

/* Empties the answers and sorts the queries; returns how many are of no namespace any more. */
static size_t prepare(const struct sockets *s, struct socket_query *q, size_t cnt)
{
	size_t gone = 0;

	for (size_t i = 0; i < cnt; i++) {
		q[i].len = 0;
		q[i].found = q[i].doubtful = false;
		if (s->look->net_ns(s->look->arg, q[i].tid, &q[i].ns))
			q[i].ns = 0; /* no namespace has this number */
		gone += !q[i].ns;
	}
	qsort(q, cnt, sizeof(*q), by_ns_and_inode);
	return gone;
}

bool sockets_find(struct sockets *s, struct socket_query *q, size_t cnt)
{
	uint64_t begin_ns = s->look->now_ns(s->look->arg), end_ns;

	if (begin_ns < s->not_before_ns) {
		for (size_t i = 0; i < cnt; i++)
			q[i].len = 0;
		return false;
	}
	for (size_t first = prepare(s, q, cnt); first < cnt;) {
		struct search sr = { .q = &q[first], .cnt = 1 };

		while (first + sr.cnt < cnt && q[first + sr.cnt].ns == q[first].ns)
			sr.cnt++;
		find_in_ns(s, &sr);
		first += sr.cnt;
	}
	end_ns = s->look->now_ns(s->look->arg);
	s->not_before_ns = end_ns + (end_ns - begin_ns) * WAIT_FACTOR;
	return true;
}

/* -1: any. A protocol of 0 is the usual one of the type. */
static const struct kind_row {
	int family;
	int type;
	int protocol;
	const char *name;
} kinds[] = {
	{ AF_INET, SOCK_STREAM, 0, "TCP" },
	{ AF_INET, SOCK_STREAM, IPPROTO_TCP, "TCP" },
	{ AF_INET, SOCK_DGRAM, 0, "UDP" },
	{ AF_INET, SOCK_DGRAM, IPPROTO_UDP, "UDP" },
	{ AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, "UDPLITE" },
	{ AF_INET, SOCK_RAW, -1, "RAW" },
	{ AF_UNIX, -1, -1, "UNIX" },
	{ AF_NETLINK, -1, -1, "NETLINK" },
	{ AF_PACKET, -1, -1, "PACKET" },
};

enum { KIND_CNT = sizeof(kinds) / sizeof(*kinds) };

const char *socket_kind(int family, int type, int protocol)
{
	enum { SOCK_TYPE_MASK = 0xf }; /* include/linux/net.h; above are flags */

	if (family == AF_INET6)
		family = AF_INET;
	for (size_t i = 0; i < KIND_CNT; i++) {
		const struct kind_row *k = &kinds[i];

		if (k->family == family && (k->type < 0 || k->type == (type & SOCK_TYPE_MASK)) &&
		    (k->protocol < 0 || k->protocol == protocol))
			return k->name;
	}
	return NULL;
}

const char *socket_kind_of_protocol(const char *protocol)
{
	for (unsigned int i = 0; i < TABLE_CNT; i++)
		if (*protocol && may_have(&tables[i], protocol))
			return tables[i].proto;
	return protocol;
}

const char *socket_kind_of_text(const char *text, size_t len)
{
	for (size_t i = 0; i < KIND_CNT; i++) {
		size_t name_len = strlen(kinds[i].name);

		if (len >= name_len && !memcmp(text, kinds[i].name, name_len) &&
		    (len == name_len || text[name_len] == ' '))
			return kinds[i].name;
	}
	return NULL;
}
