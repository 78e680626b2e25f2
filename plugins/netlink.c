/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Netlink: the header of the message in a buffer that is sent or received, where the buffer's bytes
 * are known and the file descriptor is a netlink socket: {type: RTM_GETLINK, flags: REQUEST|DUMP,
 * seq: 1, pid: 0, len: 32}.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <systrail/plugin.h>

struct name {
	unsigned int value;
	const char *name;
};

#define ROW(name) { name, #name },
static const struct name route_types[] = {
#include "netlink_route.rows"
};
#undef ROW

/* Below NLMSG_MIN_TYPE, whatever the family. */
static const struct name control_types[] = {
	{ NLMSG_NOOP, "NOOP" },
	{ NLMSG_ERROR, "ERROR" },
	{ NLMSG_DONE, "DONE" },
	{ NLMSG_OVERRUN, "OVERRUN" },
};

static const struct name common_flags[] = {
	{ NLM_F_REQUEST, "REQUEST" },
	{ NLM_F_MULTI, "MULTI" },
	{ NLM_F_ACK, "ACK" },
	{ NLM_F_ECHO, "ECHO" },
	{ NLM_F_DUMP_INTR, "DUMP_INTR" },
	{ NLM_F_DUMP_FILTERED, "DUMP_FILTERED" },
};

/* The other bits mean this in requests to get something, and that in those to make something. */
static const struct name get_flags[] = {
	{ NLM_F_DUMP, "DUMP" },
	{ NLM_F_ROOT, "ROOT" },
	{ NLM_F_MATCH, "MATCH" },
	{ NLM_F_ATOMIC, "ATOMIC" },
};
static const struct name new_flags[] = {
	{ NLM_F_REPLACE, "REPLACE" },
	{ NLM_F_EXCL, "EXCL" },
	{ NLM_F_CREATE, "CREATE" },
	{ NLM_F_APPEND, "APPEND" },
};

#define CNT(a) (sizeof(a) / sizeof(*(a)))

static const char *find(const struct name *names, size_t cnt, unsigned int value)
{
	for (size_t i = 0; i < cnt; i++)
		if (names[i].value == value)
			return names[i].name;
	return NULL;
}

static const char *type_name(unsigned int type, int is_route)
{
	if (type < NLMSG_MIN_TYPE)
		return find(control_types, CNT(control_types), type);
	return is_route ? find(route_types, CNT(route_types), type) : NULL;
}

/* Text into a buffer; @len goes on counting where there is no room any more. */
struct out {
	char *buf;
	size_t size;
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void put(struct out *o, const char *fmt, ...)
{
	size_t at = o->len < o->size ? o->len : o->size;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(o->buf + at, o->size - at, fmt, ap);
	va_end(ap);
	if (n > 0)
		o->len += (size_t)n;
}

/* Takes the bits of @names out of @flags. */
static unsigned int put_flags(struct out *o, const struct name *names, size_t cnt,
			      unsigned int flags, const char **between)
{
	for (size_t i = 0; i < cnt; i++) {
		if ((flags & names[i].value) != names[i].value)
			continue;
		put(o, "%s%s", *between, names[i].name);
		*between = "|";
		flags &= ~names[i].value;
	}
	return flags;
}

static void put_all_flags(struct out *o, const struct nlmsghdr *h, int is_route)
{
	const char *name = type_name(h->nlmsg_type, is_route), *between = "";
	unsigned int flags = h->nlmsg_flags;

	flags = put_flags(o, common_flags, CNT(common_flags), flags, &between);
	if (name && !strncmp(name, "RTM_GET", 7))
		flags = put_flags(o, get_flags, CNT(get_flags), flags, &between);
	else if (name && !strncmp(name, "RTM_NEW", 7))
		flags = put_flags(o, new_flags, CNT(new_flags), flags, &between);
	if (flags || !h->nlmsg_flags)
		put(o, "%s%#x", between, flags);
}

static int begins_with(const struct systrail_value *v, const char *prefix)
{
	size_t len = strlen(prefix);

	return v->fd_name && v->fd_name_bytes >= len && !memcmp(v->fd_name, prefix, len);
}

static int format_message(const struct systrail_value *v, char *buf, size_t size, void *priv)
{
	struct out o = { buf, size, 0 };
	struct nlmsghdr h;
	const char *name;
	int is_route;

	(void)priv;
	if (!v->bytes || v->bytes_cnt < sizeof(h) || !begins_with(v, "NETLINK"))
		return -ENOENT;
	memcpy(&h, v->bytes, sizeof(h));
	if (h.nlmsg_len < sizeof(h))
		return -ENOENT;
	is_route = begins_with(v, "NETLINK ROUTE");
	name = type_name(h.nlmsg_type, is_route);
	if (name)
		put(&o, "{type: %s, flags: ", name);
	else
		put(&o, "{type: %u, flags: ", h.nlmsg_type);
	put_all_flags(&o, &h, is_route);
	put(&o, ", seq: %u, pid: %u, len: %u}", h.nlmsg_seq, h.nlmsg_pid, h.nlmsg_len);
	return (int)o.len;
}

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	int handle = host->register_kind(registry, "buf", format_message, NULL);

	return handle < 0 ? handle : 0;
}

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER, .name = "netlink",
	.version = "1",		.description = "headers of the messages that netlink sockets carry",
	.init = init,
};
