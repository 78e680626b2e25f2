/* SPDX-License-Identifier: GPL-2.0-only */
/* A plugin that fits, and misbehaves on demand: what it does is the value it is to format. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <systrail/plugin.h>

static const struct systrail_host *host;
static struct systrail_registry *registry;
static int flags_handle;

/* What registrations that cannot be right gave, in the order of init(). */
static int codes[8];
static unsigned int code_cnt;

static int put_all(const struct systrail_value *v, char *buf, size_t size)
{
	return snprintf(buf, size, "%s[%u] %u-bit fd '%.*s' bytes '%.*s'%s args %llx", v->syscall,
			v->arg_idx, v->pointer_bits, (int)v->fd_name_bytes,
			v->fd_name ? v->fd_name : "", (int)v->bytes_cnt,
			v->bytes ? (const char *)v->bytes : "", v->bytes_cut ? "+" : "",
			(unsigned long long)v->args[0]);
}

static int format_flags(const struct systrail_value *v, char *buf, size_t size, void *priv)
{
	switch (v->value) {
	case 1:
		return snprintf(buf, size, "%s", (const char *)priv);
	case 2: /* not even a NUL */
		memset(buf, 'x', size);
		return 1 << 30;
	case 3:
		return snprintf(buf, size, "\033[2J\n");
	case 4:
		strcpy(buf, "nonsense");
		return -ENOENT;
	case 5:
		return INT_MIN;
	case 6:
		memset(buf, 'x', size + 1);
		return (int)size;
	case 7:
		strcpy(buf, "abc");
		return 100;
	case 8:
		return put_all(v, buf, size);
	case 9:
		return snprintf(buf, size, "%d", host->unregister(registry, flags_handle));
	case 10:
		for (unsigned int i = 0, at = 0; i < code_cnt && at < size; i++)
			at += (unsigned int)snprintf(buf + at, size - at, "%d ", codes[i]);
		return (int)strlen(buf);
	default:
		return -ENOENT;
	}
}

static int format_event(const struct systrail_event *e, char *buf, size_t size, void *priv)
{
	uint64_t number = 0;

	(void)priv;
	if (e->get_number(e, "prev_pid", &number))
		return -ENOENT;
	return snprintf(buf, size, "from %llu on CPU %d", (unsigned long long)number, e->cpu);
}

static int format_ioctl(const struct systrail_value *v, char *buf, size_t size, void *priv)
{
	(void)priv;
	return snprintf(buf, size, "third of %llx", (unsigned long long)v->args[1]);
}

static void note(int code)
{
	codes[code_cnt++] = code;
}

static void register_nonsense(void)
{
	static const struct systrail_ioctl nameless[] = { { 1, NULL } };
	static const struct systrail_ioctl one[] = { { 1, "ONE" } };
	static char endless[4096];

	memset(endless, 'a', sizeof(endless));
	note(host->register_kind(registry, "open_flags", format_flags, NULL));
	note(host->register_kind(registry, NULL, format_flags, NULL));
	note(host->register_kind(registry, endless, format_flags, NULL));
	note(host->register_kind(registry, "no such kind", format_flags, NULL));
	note(host->register_ioctls(registry, NULL, nameless, 1, NULL, NULL));
	note(host->register_ioctls(registry, NULL, one, (size_t)-1, NULL, NULL));
	note(host->register_event(registry, "sched", "sched_switch", format_event, NULL));
	note(host->unregister(registry, 12345));
}

static int init(const struct systrail_host *h, struct systrail_registry *r)
{
	static const struct systrail_ioctl rows[] = {
		{ 0xabcd0001, "TEST_ONE" },
		{ 0x5401, "TEST_NOT_TCGETS" },
	};
	static char word[] = "plain";

	host = h;
	registry = r;
	flags_handle = h->register_kind(r, "open_flags", format_flags, word);
	if (flags_handle < 0)
		return flags_handle;
	if (h->register_event(r, "sched", "sched_switch", format_event, NULL) < 0 ||
	    h->register_ioctls(r, "/dev/test", rows, 2, format_ioctl, NULL) < 0)
		return -EINVAL;
	register_nonsense();
	return 0;
}

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER, .name = "good",
	.version = "1.2",	.description = "a plugin for tests",
	.init = init,
};
