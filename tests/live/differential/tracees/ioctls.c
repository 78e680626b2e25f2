/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests of ioctl(), on no file at all: a letter's whole range of numbers for the common ones. */
#include <linux/blkzoned.h>
#include <linux/btrfs.h>
#include <linux/dm-ioctl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/fscrypt.h>
#include <linux/fsverity.h>
#include <linux/fuse.h>
#include <linux/hidraw.h>
#include <linux/if_tun.h>
#include <linux/loop.h>
#include <linux/nsfs.h>
#include <linux/perf_event.h>
#include <linux/ptp_clock.h>
#include <linux/random.h>
#include <linux/rtc.h>
#include <linux/seccomp.h>
#include <linux/uinput.h>
#include <linux/usbdevice_fs.h>
#include <linux/userfaultfd.h>
#include <linux/vfio.h>
#include <linux/vhost.h>
#include <linux/watchdog.h>

#include "sweep.h"

#define NONE(type) ((type) << 8)
#define READ(type, size) (2u << 30 | (size) << 16 | (type) << 8)
#define WRITE(type, size) (1u << 30 | (size) << 16 | (type) << 8)
#define BOTH(type, size) (3u << 30 | (size) << 16 | (type) << 8)
#define ALL(from, last) RANGE(1, from, (from) | (last), ioctl, NO_FD, 0, NO_ADDRESS)

#define ONE(request) CALL(ioctl, NO_FD, request, NO_ADDRESS)

/* clang-format off */
static const struct sweep calls[] = {
	ALL(NONE(0), 4),		/* FIBMAP, FIGETBSZ */
	ALL(NONE('T'), 0xff),		/* terminals; files */
	ALL(READ('T', 4), 0x60),
	ALL(WRITE('T', 4), 0xff),	/* pseudo-terminals, tun */
	ALL(NONE('K'), 0xff),		/* the console */
	ALL(NONE('V'), 0x20),		/* virtual terminals */
	ALL(NONE(0x12), 0xff),		/* block devices */
	ALL(READ(0x12, 8), 0xff),
	ALL(WRITE(0x12, 8), 0xff),
	ALL(NONE('L'), 0x8f),		/* loop devices */
	ALL(NONE(0xab), 0x0f),		/* network block devices */
	ALL(NONE('S'), 0xff),		/* CD-ROM; SCSI */
	ALL(NONE(0x22), 0xff),		/* generic SCSI */
	ALL(NONE(0x89), 0xff),		/* sockets */
	ALL(NONE('$'), 0x0f),		/* perf events */
	ALL(WRITE('$', 4), 0x0f),
	ALL(WRITE('$', 8), 0x0f),
	ALL(READ('$', 8), 0x0f),
	ALL(READ('f', 8), 0x0f),	/* flags of files */
	ALL(WRITE('f', 8), 0x0f),
	ALL(WRITE(0x94, 4), 0x20),	/* clones of files */
	ALL(WRITE(0x94, 32), 0x20),
	ALL(BOTH('X', 4), 0x90),	/* freezing, trimming */
	ALL(BOTH('X', 24), 0x90),
	ALL(READ('E', 4), 0x0f),	/* input devices */
	ALL(WRITE('E', 4), 0xa0),
	ALL(READ('E', 8), 0x0f),
	ALL(READ('E', 256), 0x40),
	ALL(READ('E', 24), 0x80),
	ALL(WRITE('E', 24), 0xff),
	ALL(NONE('p'), 0x20),		/* real-time clocks */
	ALL(READ('p', 36), 0x20),
	ALL(WRITE('p', 36), 0x20),
	ALL(READ('W', 4), 0x10),	/* watchdogs */
	ALL(BOTH('W', 4), 0x10),
	ALL(NONE(0x93), 0x70),		/* autofs */
	ALL(BOTH(0xfd, 312), 0x20),	/* device mapper */
	ALL(READ('R', 4), 0x0f),	/* random numbers */
	ALL(WRITE('R', 4), 0x0f),
	ALL(NONE('R'), 0x0f),
	ALL(NONE(0xb7), 0x0f),		/* namespaces */
	ALL(READ('U', 4), 0x20),	/* USB */
	ALL(BOTH(0xaa, 24), 0x3f),	/* userfaultfd */
	ALL(NONE('v'), 0x10),

	/* Requests with the size of a struct in them */
	ONE(FS_IOC_FIEMAP), ONE(FICLONERANGE), ONE(FIDEDUPERANGE), ONE(FITRIM), ONE(FS_IOC_FSGETXATTR),
	ONE(FS_IOC_FSSETXATTR), ONE(FS_IOC_GETFSLABEL), ONE(FS_IOC_SETFSLABEL),
	ONE(FS_IOC_SET_ENCRYPTION_POLICY), ONE(FS_IOC_GET_ENCRYPTION_POLICY_EX),
	ONE(FS_IOC_ADD_ENCRYPTION_KEY), ONE(FS_IOC_ENABLE_VERITY), ONE(FS_IOC_MEASURE_VERITY),
	ONE(BLKREPORTZONE), ONE(BLKRESETZONE), ONE(BLKGETZONESZ), ONE(LOOP_CONFIGURE),
	ONE(BTRFS_IOC_SNAP_CREATE), ONE(BTRFS_IOC_SUBVOL_CREATE), ONE(BTRFS_IOC_TREE_SEARCH),
	ONE(BTRFS_IOC_DEFRAG_RANGE), ONE(BTRFS_IOC_FS_INFO), ONE(BTRFS_IOC_BALANCE_V2),
	ONE(DM_DEV_CREATE), ONE(DM_TABLE_LOAD), ONE(DM_LIST_VERSIONS), ONE(FUSE_DEV_IOC_CLONE),
	ONE(HIDIOCGRDESC), ONE(HIDIOCGRAWINFO), ONE(TUNSETIFF), ONE(TUNGETFEATURES),
	ONE(TUNATTACHFILTER), ONE(NS_GET_USERNS), ONE(NS_GET_OWNER_UID),
	ONE(PERF_EVENT_IOC_SET_FILTER), ONE(PERF_EVENT_IOC_QUERY_BPF),
	ONE(PERF_EVENT_IOC_MODIFY_ATTRIBUTES), ONE(PTP_CLOCK_GETCAPS), ONE(PTP_SYS_OFFSET),
	ONE(PTP_EXTTS_REQUEST2), ONE(RNDADDENTROPY), ONE(RNDGETENTCNT), ONE(RTC_RD_TIME),
	ONE(RTC_WKALM_SET), ONE(RTC_IRQP_READ), ONE(RTC_EPOCH_SET), ONE(RTC_PLL_GET),
	ONE(SECCOMP_IOCTL_NOTIF_RECV), ONE(SECCOMP_IOCTL_NOTIF_SEND), ONE(SECCOMP_IOCTL_NOTIF_ADDFD),
	ONE(UI_DEV_SETUP), ONE(UI_ABS_SETUP), ONE(UI_SET_EVBIT), ONE(USBDEVFS_CONTROL),
	ONE(USBDEVFS_SUBMITURB), ONE(USBDEVFS_GET_CAPABILITIES), ONE(UFFDIO_API), ONE(UFFDIO_REGISTER),
	ONE(UFFDIO_COPY), ONE(UFFDIO_ZEROPAGE), ONE(UFFDIO_WRITEPROTECT), ONE(VFIO_GET_API_VERSION),
	ONE(VFIO_DEVICE_GET_INFO), ONE(VFIO_IOMMU_MAP_DMA), ONE(VHOST_SET_OWNER),
	ONE(VHOST_GET_FEATURES), ONE(VHOST_SET_MEM_TABLE), ONE(VHOST_NET_SET_BACKEND),
	ONE(WDIOC_GETSUPPORT), ONE(WDIOC_SETTIMEOUT), ONE(WDIOC_KEEPALIVE),

	CALL(ioctl, NO_FD, 0, 0),
	CALL(ioctl, NO_FD, 0xffffffff, -1),
	CALL(ioctl, NO_FD, 0xdeadbeef, NO_ADDRESS),
};
/* clang-format on */

int main(void)
{
	return SWEEP(calls);
}
