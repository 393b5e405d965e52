using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>What public files and dumps showed: each kind of them, made up after the real ones.</summary>
public sealed class FieldTests
{
    private const string Today = "6.18.44";

    // As a host of 24 GB prints them; the kernel writes tabs.
    private const string Computed = "net.ipv4.tcp_mem = 282957\t377276\t565914\nnet.ipv4.udp_mem = 6167139\t8222854\t12334278\n";

    private static readonly Dictionary<string, string> Running = new()
    {
        ["net.ipv4.tcp_available_congestion_control"] = "reno cubic", ["net.ipv4.tcp_congestion_control"] = "cubic",
        ["net.core.default_qdisc"] = "pfifo_fast",
    };

    [Theory]
    [InlineData("-")]
    [InlineData("dump.txt")]
    public void What_sysctl_printed_is_recognised_by_its_shape(string path)
    {
        string[] roots = ["abi", "debug", "dev", "fs", "fscache", "kernel", "net.ipv4", "vm", "zfs"];
        string text = string.Concat(roots.SelectMany(root => Enumerable.Range(0, 20).Select(i => $"{root}.setting_{i:00} = {i}\n")));
        Assert.Equal(ConfigurationKind.SysctlOutput, ConfigKindDetector.Detect(text, path == "-" ? null : path).Kind);
        Assert.Equal(ConfigurationKind.SysctlOutput, ConfigKindDetector.Detect($"sysctl: permission denied on key 'fs.protected_fifos'\n{text}", null).Kind);
        Assert.Equal(ConfigurationKind.SysctlOutput, ConfigKindDetector.Detect(Computed, null).Kind);
        // RHEL 6 and BusyBox print in the order of the directories.
        string unsorted = string.Concat(text.Split('\n').Reverse().Where(line => line.Length > 0).Select(line => line + "\n")) + "kernel.osrelease = 3.10\n";
        Assert.Equal(ConfigurationKind.SysctlOutput, ConfigKindDetector.Detect(unsorted, null).Kind);
    }

    [Theory]
    [InlineData("# mine\n")]
    [InlineData("net.ipv4.tcp_sack=1\n")]
    public void What_somebody_wrote_is_no_dump(string before)
    {
        string text = before + Computed + string.Concat(Enumerable.Range(10, 30).Select(i => $"net.ipv4.conf.eth{i}.mtu = 1\n"));
        Assert.Equal(ConfigurationKind.SysctlConf, ConfigKindDetector.Detect(text, "/etc/sysctl.d/90-x.conf").Kind);
        Assert.Equal(ConfigurationKind.SysctlConf, ConfigKindDetector.Detect(text, null).Kind);
    }

    // Debian 12, Ubuntu 24.04, RHEL 8 and 9, Alpine: what their kernels set by themselves, on small hosts and large ones.
    [Theory]
    [InlineData("6.1.0-18-amd64", "6291456", "4096", "212992", "32768\t60999")]
    [InlineData("6.8.0-31-generic", "6291456", "4096", "212992", "32768\t60999")]
    [InlineData("5.14.0-427.el9.x86_64", "6291456", "4096", "212992", "32768\t60999")]
    [InlineData("4.18.0-553.el8.x86_64", "6291456", "128", "212992", "32768\t60999")]
    [InlineData("6.12.13-0-lts", "2097152", "4096", "212992", "32768\t60999")]
    [InlineData("3.10.0-1160.el7.x86_64", "6291456", "128", "212992", "32768\t61000")]
    public void A_host_that_nobody_has_tuned_is_clean(string kernel, string most, string backlog, string max, string range)
    {
        string text = $"kernel.osrelease = {kernel}\n{Computed}net.ipv4.tcp_rmem = 4096\t87380\t{most}\nnet.ipv4.tcp_wmem = 4096\t16384\t4194304\n"
            + $"net.core.somaxconn = {backlog}\nnet.core.rmem_max = {max}\nnet.core.wmem_max = {max}\nnet.ipv4.ip_local_port_range = {range}\n"
            + "net.ipv4.tcp_fin_timeout = 60\nnet.ipv4.tcp_max_tw_buckets = 8192\nnet.ipv4.tcp_max_orphans = 8192\nnet.ipv4.tcp_keepalive_time = 7200\n"
            + "net.ipv4.tcp_syncookies = 1\nnet.ipv4.tcp_max_syn_backlog = 128\nvm.swappiness = 60\nfscache.object_max_active = 4\n";
        IReadOnlyList<SettingVerdict> judged = Judging.On(Today, Judging.Parsed(text, ConfigurationKind.SysctlOutput), Running, []);
        Assert.All(judged, line => Assert.Null(line.Severity));
        Assert.Equal(LineVerdict.Unknown, judged[^1].Verdict);
        Assert.Equal(LineVerdict.Ok, judged[1].Verdict);
    }

    [Fact]
    public void Nobody_can_delete_a_line_of_a_dump()
    {
        const string Text = "kernel.osrelease = 6.1\nnet.ipv4.tcp_keepalive_probes = 0\nnet.ipv4.tcp_syncookies = 0\nnet.ipv4.ip_local_port_range = 1024\t65535\n"
            + "net.ipv4.tcp_ehash_entries = 262144\nnet.ipv4.tcp_max_tw_buckets = 5000\nnet.ipv4.tcp_fin_timeout = 15\nnet.ipv4.tcp_rmem = 9\t8\t7\nnet.core.somaxconn = 100\n";
        Configuration dump = Judging.Parsed(Text, ConfigurationKind.SysctlOutput);
        SettingVerdict[] told = [.. Judging.On(Today, dump, Running, []).Where(line => line.Severity is not null)];
        Assert.Equal(["TV616", "TV617", "TV613", "TV612", "TV614", "TV620", "TV621"], told.Select(line => line.Code));
        Assert.All(told, line => Assert.DoesNotMatch("[Dd]elete|[Ww]rite", line.Instead?.ToString()));
        Assert.Equal(Severity.Info, told[4].Severity);
    }

    [Fact]
    public void The_host_of_this_test_prints_nothing_that_is_wrong()
    {
        string[] keys = [.. Directory.EnumerateFiles("/proc/sys/net", "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string text = string.Concat(keys.Select(Printed));
        Configuration dump = Judging.Parsed($"kernel.osrelease = {Environment.OSVersion.Version}\n{text}", ConfigurationKind.SysctlOutput);
        Assert.DoesNotContain(Judging.On(Today, dump, Running, []), line => line.Severity > Severity.Info);
    }

    [Theory]
    [InlineData("net.ipv4.tcp_congestion_control = cubic", LineVerdict.Ok)]
    [InlineData("net.ipv4.tcp_congestion_control = htcp", LineVerdict.Ok)]
    [InlineData("net.ipv4.tcp_congestion_control = vegas", LineVerdict.Rejected)]
    [InlineData("net.ipv4.tcp_congestion_control = brb", LineVerdict.Rejected)]
    [InlineData("net.ipv4.tcp_congestion_control = cubic # fast", LineVerdict.Rejected)]
    [InlineData("net.core.default_qdisc = fq # x", LineVerdict.Rejected)]
    [InlineData("net.core.default_qdisc = fq", LineVerdict.Ok)]
    [InlineData("net.core.default_qdisc = cake", LineVerdict.Rejected)]
    [InlineData("net.core.default_qdisc = pfifo_fast", LineVerdict.Ok)]
    public void A_name_is_what_is_loaded_or_could_be(string text, LineVerdict verdict) =>
        Assert.Equal(verdict, Judging.On(Today, Judging.Parsed(text), Running, [], ["sch_fq", "tcp_htcp"])[0].Verdict);

    // A kernel without modules; one whose modules are not known.
    [Fact]
    public void What_is_not_known_of_modules_is_not_judged()
    {
        Configuration file = Judging.Parsed("net.ipv4.tcp_congestion_control = htcp\nnet.core.default_qdisc = fq\nnet.core.default_qdisc = x y");
        Assert.Equal(
            [LineVerdict.Rejected, LineVerdict.Unknown, LineVerdict.Rejected],
            Judging.On(Today, file, Running, [], []).Select(line => line.Verdict));
        Assert.Equal(
            [LineVerdict.Unknown, LineVerdict.Unknown, LineVerdict.Rejected],
            Judging.On(Today, file, Running, []).Select(line => line.Verdict));
    }

    [Theory]
    [InlineData("3.10", "net.ipv4.tcp_congestion_control = bbr", LineVerdict.Rejected)]
    [InlineData("4.9", "net.ipv4.tcp_congestion_control = bbr", LineVerdict.Ok)]
    [InlineData("6.12", "net.ipv4.tcp_congestion_control = brb", LineVerdict.Rejected)]
    [InlineData("3.10", "net.ipv4.conf.all.forwarding = abc", LineVerdict.Rejected)]
    [InlineData("6.12", "net.ipv4.conf.eth0.rp_filter = x1", LineVerdict.Rejected)]
    [InlineData("6.12", "net.ipv4.conf.*.rp_filter = x1", LineVerdict.Rejected)]
    [InlineData("6.12", "net.ipv4.conf.*.x1 = 1", LineVerdict.Unknown)]
    [InlineData("6.12", "net.ipv4.neigh.default.gc_thresh3 = 10k", LineVerdict.Rejected)]
    [InlineData("6.12", "net.ipv4.neigh.default.gc_thresh3 = 8192", LineVerdict.Ok)]
    [InlineData("6.12", "vm.swappiness = 500", LineVerdict.Unknown)]
    [InlineData("6.18", "net.ipv6.conf.all.hop_limit = 300", LineVerdict.Rejected)]
    [InlineData("5.4", "net.ipv6.conf.all.hop_limit = 300", LineVerdict.Unknown)]
    [InlineData("5.4", "net.ipv6.conf.all.force_forwarding = 1", LineVerdict.Unknown)]
    [InlineData("6.12", "net.ipv4.route.max_size = 2147483647", LineVerdict.NoEffect)]
    [InlineData("2.6.32", "net.ipv4.route.max_size = 2147483647", LineVerdict.Ok)]
    [InlineData("6.12", "net.ipv4.route.secret_interval = 600", LineVerdict.Removed)]
    [InlineData("6.12", "net.ipv4.ip_no_pmtu_disc = 1", LineVerdict.Misleading)]
    [InlineData("6.12", "net.ipv4.ip_no_pmtu_disc = 3", LineVerdict.Ok)]
    [InlineData("6.12", "net.core.rmem_default = 16777216", LineVerdict.Misleading)]
    [InlineData("6.12", "net.core.wmem_default = 262144", LineVerdict.Ok)]
    [InlineData("6.12", "net.netfilter.nf_conntrack_tcp_timeout_established = 600", LineVerdict.Misleading)]
    [InlineData("6.12", "net.netfilter.nf_conntrack_tcp_timeout_established = 600\nnet.ipv4.tcp_keepalive_time = 120", LineVerdict.Ok)]
    [InlineData("6.12", "net.netfilter.nf_conntrack_tcp_timeout_established = 600\nnet.netfilter.nf_conntrack_tcp_loose = 0", LineVerdict.Dangerous)]
    public void Ok_is_what_was_judged(string kernel, string text, LineVerdict verdict) =>
        Assert.Equal(verdict, Judging.For(kernel, text)[0].Verdict);

    [Theory]
    [InlineData("vm.swappiness = 500")]
    [InlineData("net.fancy.thing = 1")]
    [InlineData("net.ipv4.tcp_fastopen_key = x")]
    public void A_path_that_exists_is_not_judged(string text)
    {
        Configuration file = Judging.Parsed(text);
        SettingVerdict line = Assert.Single(Judging.On(Today, file, new Dictionary<string, string> { [file.Directives[0].Name] = "1" }, []));
        Assert.True(line.IsNotJudged);
        Assert.Null(line.Severity);
        Assert.Contains("not judged", line.Why?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_line_overrides_nothing()
    {
        IReadOnlyList<SettingVerdict> judged = Judging.For("6.12", "net.ipv4.tcp_rmem = 4096 87380 33554432\nnet.ipv4.tcp_rmem = 4096,87380,16777216\nnet.ipv4.tcp_syncookies = 0\nnet.ipv4.tcp_syncookies = on");
        Assert.Equal(
            [LineVerdict.Ok, LineVerdict.Rejected, LineVerdict.Dangerous, LineVerdict.Rejected], judged.Select(line => line.Verdict));
    }

    [Fact]
    public void One_group_of_keepalive_settings_is_one_information()
    {
        IReadOnlyList<SettingVerdict> judged = Judging.For("6.12", "net.ipv4.tcp_keepalive_probes = 3\nnet.ipv4.tcp_keepalive_time = 600\nnet.ipv4.tcp_keepalive_intvl = 60");
        SettingVerdict told = Assert.Single(judged, line => line.Severity is not null);
        Assert.Equal(("TV616", Severity.Info, "net.ipv4.tcp_keepalive_time"), (told.Code, told.Severity, told.Key));
        Assert.Contains("780 s", told.Why?.ToString(), StringComparison.Ordinal);
        Assert.Equal(Severity.Critical, Judging.For("6.12", "net.ipv4.tcp_keepalive_probes = 0")[0].Severity);
    }

    [Theory]
    [InlineData("net.ipv4.tcp_sycookies = 1", Severity.Warning)]
    [InlineData("net.ipv4.conf.all.rp_filer = 1", Severity.Warning)]
    [InlineData("vm.swapiness = 10", Severity.Warning)]
    [InlineData("net.ipv4.netfilter.ip_conntrack_max = 1000", Severity.Warning)]
    [InlineData("net.ipv4.tcp_tw_recycle = 1", Severity.Info)]
    [InlineData("net.ipv4.tcp_fack = 1", Severity.Info)]
    [InlineData("net.ipv4.ip_local_port_range = 1025 65000", Severity.Warning)]
    [InlineData("net.ipv4.conf.eth7.rp_filter = 1", Severity.Info)]
    [InlineData("net.bridge.bridge-nf-call-iptables = 1", Severity.Info)]
    [InlineData("kernel.sysrq = 0", Severity.Info)]
    [InlineData("net.inet.ip.forwarding = 1", Severity.Info)]
    public void The_exit_status_follows_the_harm(string text, Severity severity)
    {
        Configuration file = Judging.Parsed(text);
        Dictionary<string, string> running = new(Running) { ["net.ipv4.ip_local_reserved_ports"] = "", ["net.ipv4.ip_local_port_range"] = "32768 60999", ["net.ipv4.tcp_fack"] = "0" };
        string key = file.Directives[0].Name;
        SettingVerdict line = Judging.On(Today, file, running, running.ContainsKey(key) ? [] : [key])[0];
        Assert.Equal(severity, line.Severity);
        bool told = line.Instead?.ToString().Contains("elete", StringComparison.Ordinal) == true;
        Assert.False(severity == Severity.Info && line.Code == "TV602" && told);
    }

    [Fact]
    public void A_profile_of_tuned_is_read()
    {
        const string Profile = "#\n# tuned configuration\n#\n[main]\nsummary=Broadly applicable\ninclude=balanced\n\n[variables]\nmem = 5\n\n[vm]\ntransparent_hugepages=never\n\n[sysctl]\n"
            + "net.ipv4.tcp_rmem=\"4096 131072 16777216\"\nnet.core.somaxconn=>2048\nnet.ipv4.tcp_fin_timeout = 30s  # short\nnet.core.rmem_max = ${mem}\n"
            + "[sysctl.thunderx]\ntype=sysctl\nuname_regex=aarch64\nkernel.numa_balancing=0\n[other]\ntype=disk\na.b=1\n";
        Assert.Equal(ConfigurationKind.Tuned, ConfigKindDetector.Detect(Profile, "/usr/lib/tuned/mine/tuned.conf").Kind);
        Configuration read = ConfigKinds.Of(ConfigurationKind.Tuned).Read(ConfigSource.Of("tuned.conf", Profile), ["tuned.conf"]);
        Assert.Empty(read.Problems);
        Assert.Equal(
            ["net.ipv4.tcp_rmem", "net.core.somaxconn", "net.ipv4.tcp_fin_timeout", "net.core.rmem_max", "kernel.numa_balancing"],
            read.Directives.Select(directive => directive.Name));
        Assert.Equal([15, 16, 17, 18, 22], read.Directives.Select(directive => directive.Line));
        Assert.Equal(
            [LineVerdict.Ok, LineVerdict.Unknown, LineVerdict.Rejected, LineVerdict.Unknown, LineVerdict.Unknown],
            Judging.For("6.12", read).Select(line => line.Verdict));
        Assert.NotEqual(ConfigurationKind.Tuned, ConfigKindDetector.Detect("[main]\nplugins=ifupdown,keyfile\n[ifupdown]\nmanaged=false\n", "NetworkManager.conf").Kind);
    }

    [Theory]
    [InlineData("# FreeBSD\nkern.ipc.somaxconn=1024\nnet.inet.tcp.msl=5000\nvfs.read_max=128\nsecurity.bsd.see_other_uids=0\n")]
    [InlineData("net.inet.ip.forwarding=1\t# 1=Permit forwarding\nnet.inet6.ip6.forwarding=1\nkern.maxproc=8192\n")]
    public void A_file_of_another_system_is_said_to_be_one(string text)
    {
        ConfigKindGuess guess = ConfigKindDetector.Detect(text, "/etc/sysctl.conf");
        Assert.Null(guess.Kind);
        Assert.True(guess.IsStrange);
        Assert.Contains("FreeBSD", guess.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_named()
    {
        Configuration parsed = Judging.Parsed("\uFEFF# mine\nnet.ipv4.tcp_sack = 1\n");
        Assert.Contains("byte order mark", Assert.Single(parsed.Problems).Message, StringComparison.Ordinal);
        Assert.Single(parsed.Directives);
    }

    private static string Printed(string path)
    {
        try
        {
            string key = path["/proc/sys/".Length..].Replace('.', '_').Replace('/', '.');
            return string.Concat(File.ReadAllLines(path).Select(line => $"{key} = {line}\n"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // It looks like net.ipv4.icmp_ratemask, and is a setting of its own.
    [Fact]
    public void The_ratemask_of_ICMPv6_is_no_slip_of_the_pen() =>
        Assert.All(Judging.For("6.12", "net.ipv6.icmp.ratemask = 0-1,3-127\n"), line => Assert.Null(line.Severity));

    // The dump of another host, kept in sysctl.d: an interface that is not here is one thing that is lacking, not sixty.
    [Fact]
    public void Lines_for_one_absent_interface_are_one_finding()
    {
        string[] keys = ["rp_filter", "accept_redirects", "log_martians", "send_redirects"];
        string text = string.Concat(keys.Select(key => $"net.ipv4.conf.usb0.{key} = 0\n")) + "net.ipv4.conf.wlan7.rp_filter = 0\n";
        RuleInput input = Judging.Input(Today, Judging.Parsed(text), Running, inode: 4026531840);
        NetnsCapture netns = input.Netns with { AbsentSysctls = [.. keys.Select(key => $"net.ipv4.conf.usb0.{key}"), "net.ipv4.conf.wlan7.rp_filter"] };

        Finding[] findings = [.. CaptureJudge.Diagnose(input.Capture with { Namespaces = [netns] }, only: ["TV602"]).Findings.OrderBy(
            finding => finding.Subject.Line)];

        Assert.Equal([1, 5], findings.Select(finding => finding.Subject.Line!.Value));
        Assert.EndsWith(", and so do 3 more lines", findings[0].Title.ToString(), StringComparison.Ordinal);
    }
}
