using System.Globalization;
using static TcpVet.Testing.FreshNamespace;

namespace TcpVet.Knowledge.Tests;

/// <summary>The table of settings against the kernel that the tests run on, in a network namespace of their own.</summary>
public sealed class LiveSettingTests
{
    // Kconfig's choices for CONFIG_HZ.
    private static readonly int[] TickRates = [100, 250, 300, 1000];

    private static readonly KernelVersion Kernel =
        KernelVersion.TryParse(Environment.OSVersion.Version.ToString(), out KernelVersion version) ? version : default;

    public static TheoryData<string> OfNamespaces { get; } =
        [.. SettingKnowledge.All.Where(setting => setting is { Kind: SettingKind.Sysctl, Scope: SettingScope.Namespace, Removed: null })
            .Select(setting => setting.Name)];

    public static TheoryData<string> OfHosts { get; } =
        [.. SettingKnowledge.All.Where(setting =>
            setting is { Kind: SettingKind.Sysctl, Scope: SettingScope.Host or SettingScope.HostReadOnlyInside }
                && !setting.Name.StartsWith("fs.", StringComparison.Ordinal)).Select(setting => setting.Name)];

    [Theory]
    [MemberData(nameof(OfNamespaces))]
    public void A_new_namespace_has_the_compiled_default(string name) => Run(() =>
    {
        KernelSetting setting = Present(name);
        if (setting.DefaultIn(Kernel).Values is { } values)
        {
            Assert.Equal(values, Read(name));
        }
    });

    [Theory]
    [MemberData(nameof(OfNamespaces))]
    public void The_kernel_takes_the_range_and_nothing_beyond(string name) => Run(() =>
    {
        KernelSetting setting = Present(name);
        if (setting.Range.Format != SettingFormat.Numbers || setting.Range.ReadOnly)
        {
            return;
        }

        MakeRoom(name);
        (long? min, long? max) = setting.Range.Bounds(TickRate());
        foreach (long bound in new[] { min, max }.OfType<long>())
        {
            string taken = Repeat(Math.Max(bound, LeastBuffer(name)), setting.Range.Count);
            Assert.Equal(0, Write(name, taken));
            if (setting.Range.Note?.Contains("rounded", StringComparison.Ordinal) != true)
            {
                Assert.Equal(taken, string.Join(' ', Read(name)));
            }
        }

        foreach (long beyond in new[] { min - 1, max + 1 }.OfType<long>())
        {
            Assert.Equal(InvalidArgument, Write(name, Repeat(beyond, setting.Range.Count)));
        }
    });

    [Theory]
    [MemberData(nameof(OfHosts))]
    public void A_setting_of_the_host_is_absent_or_read_only_inside(string name) => Run(() =>
    {
        KernelSetting setting = SettingKnowledge.Find(name)!;
        if (setting.Scope == SettingScope.Host)
        {
            Assert.False(System.IO.File.Exists(FreshNamespace.File(name)));
        }

        Assert.NotEqual(0, Write(name, "1"));
    });

    [Fact]
    public void A_removed_setting_is_gone() => Assert.All(
        SettingKnowledge.All.Where(setting => setting.Removed is { } removed && Kernel >= removed),
        setting => Assert.False(System.IO.File.Exists(FreshNamespace.File(setting.Name))));

    // kernel/sysctl.c writes a vector number by number: what stands before the bad one is applied.
    [Fact]
    public void A_refused_vector_may_have_changed_its_first_numbers() => Run(() =>
    {
        Assert.Equal(0, Write("net.ipv4.tcp_wmem", "4096 16384 4194304"));
        Assert.Equal(InvalidArgument, Write("net.ipv4.tcp_wmem", "4096 131072 99999999999"));
        Assert.Equal([4096, 131_072, 4_194_304], Read("net.ipv4.tcp_wmem"));
    });

    [Fact]
    public void The_order_of_a_vector_is_not_checked() => Run(() => Assert.Equal(0, Write("net.ipv4.tcp_wmem", "9999999 5000 4096")));

    [Fact]
    public void The_port_range_is_checked_as_its_note_says() => Run(() =>
    {
        Assert.Equal(0, Write("net.ipv4.ip_local_port_range", "40000 40000"));
        Assert.Equal(0, Write("net.ipv4.ip_local_port_range", "1024 65000"));
        Assert.Equal(InvalidArgument, Write("net.ipv4.ip_local_port_range", "1023 65000"));
        Assert.Equal(InvalidArgument, Write("net.ipv4.ip_local_port_range", "50000 40000"));
        Assert.Equal(InvalidArgument, Write("net.ipv4.ip_unprivileged_port_start", "1025"));
        Assert.Equal(0, Write("net.ipv4.ip_local_reserved_ports", "8080,9000-9010"));
        Assert.Equal(InvalidArgument, Write("net.ipv4.ip_local_reserved_ports", "65536"));
    });

    [Fact]
    public void What_can_only_be_read_is_not_written() => Run(() => Assert.All(
        SettingKnowledge.All.Where(setting => setting.Range.ReadOnly), setting => Assert.NotEqual(0, Write(setting.Name, "1"))));

    // What the judge of configurations says of a mistyped name stands on this: the table has every one that the kernel has.
    [Fact]
    public void The_table_has_every_setting_of_tcp_and_udp() => Run(() =>
    {
        string[] families = ["net/ipv4/tcp_*", "net/ipv4/udp_*", "net/ipv4/ip_*", "net/ipv4/icmp_*", "net/core/?mem_*", "net/core/somaxconn", "net/core/netdev_*", "net/core/optmem_max", "net/core/busy_*", "net/core/dev_weight*", "net/core/default_qdisc", "net/netfilter/nf_conntrack_tcp_*", "net/netfilter/nf_conntrack_udp_*"];
        foreach (string family in families)
        {
            string folder = $"/proc/sys/{family[..family.LastIndexOf('/')]}";
            string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, family[(family.LastIndexOf('/') + 1)..]) : [];
            Assert.All(files, file => Assert.NotNull(SettingKnowledge.Exact(SettingKnowledge.Canonical(file))));
        }
    });

    private static KernelSetting Present(string name)
    {
        KernelSetting setting = SettingKnowledge.Find(name)!;
        bool present = System.IO.File.Exists(FreshNamespace.File(name));
        bool optional = name.StartsWith("net.netfilter.", StringComparison.Ordinal) || name.StartsWith("net.mptcp.", StringComparison.Ordinal)
            || name == "net.ipv4.tcp_syncookies";
        Assert.True(present || optional || !setting.ExistsIn(Kernel), $"{name} should exist on Linux {Kernel}");
        Assert.SkipUnless(present, $"{name} is not on this kernel");
        return setting;
    }

    private static string Repeat(long number, int count) =>
        string.Join(' ', Enumerable.Repeat(number.ToString(CultureInfo.InvariantCulture), count));

    // Two settings bound each other: give the one under test all the room that there is.
    private static void MakeRoom(string name)
    {
        if (name == "net.ipv4.ip_local_port_range")
        {
            Assert.Equal(0, Write("net.ipv4.ip_unprivileged_port_start", "0"));
        }
        else if (name == "net.ipv4.tcp_reordering")
        {
            Assert.Equal(0, Write("net.ipv4.tcp_max_reordering", "2147483647"));
        }
        else if (name == "net.ipv4.ip_unprivileged_port_start")
        {
            Assert.Equal(0, Write("net.ipv4.ip_local_port_range", "65535 65535"));
        }
    }

    // Newer stable kernels take no receive buffer below 4096 (sysctl_net_ipv4.c tcp_min_rcvbuf).
    private static long LeastBuffer(string name) => name == "net.ipv4.tcp_rmem" && Write(name, "1 1 1") != 0 ? 4096 : long.MinValue;

    private static int TickRate() => TickRates.Single(hz =>
        Write("net.ipv4.tcp_keepalive_time", (int.MaxValue / hz).ToString(CultureInfo.InvariantCulture)) == 0
        && Write("net.ipv4.tcp_keepalive_time", ((int.MaxValue / hz) + 1).ToString(CultureInfo.InvariantCulture)) == InvalidArgument);
}
