/* SPDX-License-Identifier: GPL-2.0-only */
/* Virtual machines: the ioctls of /dev/kvm, and of the VMs, vcpus and devices that it makes. */
#include <errno.h>
#include <stdio.h>

#include <linux/kvm.h>
#include <systrail/plugin.h>

#define ROW(name) { (uint32_t)(name), #name },
static const struct systrail_ioctl requests[] = {
#include "kvm.rows"
};
#undef ROW

#define ROW(name) { name, #name },
static const struct {
	unsigned int value;
	const char *name;
} capabilities[] = {
#include "kvm_caps.rows"
};
#undef ROW

enum {
	REQUEST_CNT = sizeof(requests) / sizeof(*requests),
	CAPABILITY_CNT = sizeof(capabilities) / sizeof(*capabilities),
};

static int put_capability(unsigned int value, char *buf, size_t size)
{
	for (size_t i = 0; i < CAPABILITY_CNT; i++)
		if (capabilities[i].value == value)
			return snprintf(buf, size, "%s", capabilities[i].name);
	return -ENOENT;
}

/* The third argument, where it is a number: an address is shown as one without our help. */
static int format_arg(const struct systrail_value *v, char *buf, size_t size, void *priv)
{
	(void)priv;
	switch ((unsigned int)v->args[1]) {
	case KVM_CHECK_EXTENSION:
		return put_capability((unsigned int)v->value, buf, size);
	case KVM_CREATE_VCPU: /* its id */
	case KVM_CREATE_VM: /* the machine's type */
	case KVM_SET_TSC_KHZ:
	case KVM_SET_BOOT_CPU_ID:
		return snprintf(buf, size, "%llu", (unsigned long long)v->value);
	default:
		return -ENOENT;
	}
}

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	/* The second: "anon_inode:kvm-vm", "anon_inode:kvm-vcpu:0" and the like. */
	static const char *const prefixes[] = { "/dev/kvm", "anon_inode:kvm-" };
	int handle = 0;

	for (size_t i = 0; i < 2 && handle >= 0; i++)
		handle = host->register_ioctls(registry, prefixes[i], requests, REQUEST_CNT,
					       format_arg, NULL);
	return handle < 0 ? handle : 0;
}

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER, .name = "kvm",
	.version = "1",		.description = "ioctls of KVM: the device, virtual machines, vcpus",
	.init = init,
};
