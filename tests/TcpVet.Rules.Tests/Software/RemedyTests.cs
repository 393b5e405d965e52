using CsCheck;
using TcpVet.Model;
using TcpVet.Rules.Software;

namespace TcpVet.Rules.Tests;

/// <summary>The remedies of known software: well-formed for every fault, and safe to paste whatever a process calls itself.</summary>
public sealed class RemedyTests
{
    // One process of each kind, and one that no kind claims.
    private static readonly ProcessFacts[] Kinds =
    [
        new() { Pid = 4121, Name = "java", CommandLine = "java -Dcatalina.base=/opt/tomcat" },
        new() { Pid = 4121, Name = "java", CommandLine = "java org.springframework.boot.loader.JarLauncher" },
        new() { Pid = 4121, Name = "gunicorn", CommandLine = "gunicorn: worker [shop]", Runtime = "python" },
        new() { Pid = 4121, Name = "uvicorn", Runtime = "python" },
        new() { Pid = 4121, Name = "puma" },
        new() { Pid = 4121, Name = "java", CommandLine = "java -jar shop.jar" },
        new() { Pid = 4121, Name = "java", CommandLine = "java -Xmx1G kafka.Kafka server.properties" },
        new() { Pid = 4121, Name = "java", CommandLine = "java org.apache.zookeeper.server.quorum.QuorumPeerMain zoo.cfg" },
        new() { Pid = 4121, Name = "java", CommandLine = "java -m org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch" },
        new() { Pid = 4121, Name = "java", CommandLine = "java org.logstash.Logstash" },
        new() { Pid = 4121, Name = "beam.smp", CommandLine = "beam.smp -W w -- -s rabbit boot" },
        new() { Pid = 4121, Name = "shop", Executable = "/srv/shop/target/release/shop" },
        .. new[] { "java", "nginx", "haproxy", "apache2", "envoy", "php-fpm8.2", "uwsgi", "redis-server", "postgres", "mysqld", "python3", "node", "dotnet", "ruby", "traefik", "caddy", "pgbouncer", "beam.smp", "shop" }
            .Select(name => new ProcessFacts { Pid = 4121, Name = name }),
        new() { Pid = 4121, Name = "shop", Runtime = "go" },
    ];

    private static readonly string[] HostileTexts =
        ["$(reboot)", "`reboot`", "; reboot", "'; reboot '", "\u001b[31m", "a\nreboot", "-rf /", "\u202e", "\ud800", "reboot.service; reboot", "$(reboot).service", "-reboot.service"];

    // What turns an unknown process into a known one, mixed with what no shell may see.
    private static readonly Gen<string> Texts = OneOf(
        ["java", "nginx", "python3", "node", "php-fpm", "puma: ", "gunicorn: ", " -m gunicorn ", "-Dcatalina.base=", "/usr/bin/node", "app.service", " ", "", .. HostileTexts]);

    private static readonly Gen<ProcessFacts> Processes = Gen.Select(
        Gen.Int[1, 4_194_304], Texts.Array[1, 3], Texts.Array[0, 4].Null(), Texts.Array[0, 2].Null(), Texts.Null(),
        OneOf<string?>("java", "python", "node", "dotnet", "go", "ruby", "php", "$(reboot)", null),
        (pid, name, line, executable, unit, runtime) => new ProcessFacts
        {
            Pid = pid, Name = string.Concat(name), CommandLine = line is null
                ? null
                : string.Concat(line), Executable = executable is null ? null
                : string.Concat(executable), Unit = unit, Runtime = runtime,
        });

    private static readonly Fault[] Faults = Enum.GetValues<Fault>();

    [Fact]
    public void Every_remedy_is_well_formed()
    {
        foreach ((ProcessFacts process, Fault fault) in Kinds.SelectMany(process => Faults.Select(fault => (process, fault))))
        {
            IReadOnlyList<Remedy> remedies = KnownSoftware.Remedies(fault, process);

            Assert.True(remedies.Count <= Product.MostRemedies, $"{fault} of {process.Name}: {remedies.Count}");
            Assert.Equal(remedies.Count, remedies.Distinct().Count());
            Assert.All(remedies, IsWellFormed);
        }
    }

    [Fact]
    public void Every_kind_of_software_has_remedies()
    {
        foreach (ProcessFacts process in Kinds.Where(process => KnownSoftware.Recognise(process) is not null))
        {
            Assert.True(Faults.Count(fault => KnownSoftware.Remedies(fault, process).Count > 0) >= 4, process.Name);
        }
    }

    [Fact]
    public void Nobody_known_has_none()
    {
        Assert.All(Faults, fault => Assert.Empty(KnownSoftware.Remedies(fault, null)));
        Assert.All(Faults, fault => Assert.Empty(KnownSoftware.Remedies(fault, new ProcessFacts { Pid = 1, Name = "shop", CommandLine = "./shop" })));
    }

    [Fact]
    public void A_command_holds_nothing_that_a_process_chose() => Processes.ForAll(process =>
    {
        foreach (string command in Faults.SelectMany(fault => KnownSoftware.Remedies(fault, process))
            .Select(remedy => remedy.Command)
            .OfType<string>()
                .Append(KnownSoftware.ThreadDump(new ProcessRef(process.Pid, process.Name), process)))
        {
            Assert.DoesNotContain("reboot", command, StringComparison.Ordinal);
            Assert.DoesNotContain(command, c => char.IsControl(c) || c > 126);
        }
    });

    // Debian's apache2ctl runs `ulimit -n` itself: what the unit gives is void.
    [Theory]
    [InlineData("apache2", false)]
    [InlineData("httpd", true)]
    [InlineData("nginx", true)]
    public void A_limit_that_the_program_overrides_is_not_raised_in_the_unit(string name, bool raises)
    {
        IReadOnlyList<Remedy> remedies =
            KnownSoftware.Remedies(Fault.DescriptorLimit, new ProcessFacts { Pid = 7, Name = name, Unit = "web.service" });

        Assert.Equal(raises, remedies.Any(remedy => remedy.Command == "systemctl edit web.service"));
    }

    // Whoever runs these did not write them.
    [Theory]
    [InlineData("java", "java kafka.Kafka server.properties")]
    [InlineData("java", "java org.apache.zookeeper.server.quorum.QuorumPeerMain zoo.cfg")]
    [InlineData("java", "java -m org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch")]
    [InlineData("java", "java org.logstash.Logstash")]
    [InlineData("traefik", null)]
    [InlineData("caddy", null)]
    [InlineData("pgbouncer", null)]
    [InlineData("beam.smp", "beam.smp -s rabbit boot")]
    public void A_program_that_others_wrote_gets_its_settings(string name, string? line) => Assert.All(
        Faults.SelectMany(fault => KnownSoftware.Remedies(fault, new ProcessFacts { Pid = 7, Name = name, CommandLine = line })),
        remedy => Assert.True(remedy.Level == RemedyLevel.Configuration || remedy.Command == "jcmd 7 Thread.print", remedy.Action.ToString()));

    // Signals end or change programs; what is proposed for a look must only look.
    [Fact]
    public void No_command_sends_a_signal() => Assert.All(
        Kinds.SelectMany(process => Faults.SelectMany(fault => KnownSoftware.Remedies(fault, process))),
        remedy => Assert.DoesNotContain("kill", remedy.Command ?? "", StringComparison.Ordinal));

    // A pool is a client's: what a server's own connections suffer from is no reason to speak of it.
    [Fact]
    public void Pools_are_spoken_of_for_outgoing_connections_only()
    {
        Fault[] outgoing =
        [
            Fault.ResponseNotClosed, Fault.NoConnectionReuse, Fault.NoConnectTimeout, Fault.PoolOutlivesPeer, Fault.UnboundedPool,
            Fault.IdlePool,
        ];
        string[] pools = ["HikariCP", "hikari", "jdbc-pool", "DataSource", "HttpClient:", "IdleConns", "http.Agent", "pool_recycle", "PooledConnection", "upstream block", "http-reuse"];

        IEnumerable<Remedy> others =
            Kinds.SelectMany(process => Faults.Except(outgoing).SelectMany(fault => KnownSoftware.Remedies(fault, process)));

        Assert.All(others, remedy =>
            Assert.All(pools, pool => Assert.DoesNotContain(pool, remedy.Action.ToString(), StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("java", "jcmd 7 Thread.print")]
    [InlineData("python3.11", "py-spy dump --pid 7")]
    [InlineData("dotnet", "dotnet-stack report -p 7")]
    [InlineData("ruby", "rbspy snapshot --pid 7")]
    [InlineData("nginx", "head -n 1 /proc/7/task/*/comm /proc/7/task/*/wchan")]
    [InlineData("shop", "head -n 1 /proc/7/task/*/comm /proc/7/task/*/wchan")]
    public void A_thread_dump_needs_no_more_than_the_name(string name, string command) =>
        Assert.Equal(command, KnownSoftware.ThreadDump(new ProcessRef(7, name), null));

    [Fact]
    public void A_thread_dump_goes_by_what_is_known() =>
        Assert.Equal("dotnet-stack report -p 7", KnownSoftware.ThreadDump(new ProcessRef(7, "shop"), new ProcessFacts { Pid = 7, Name = "shop", Runtime = "dotnet" }));

    [Theory]
    [InlineData("shop.service", "systemctl edit shop.service")]
    [InlineData("shop@1.service", "systemctl edit shop@1.service")]
    [InlineData("user@1000/shop.service", null)]
    [InlineData("session-3.scope", null)]
    [InlineData("docker:3f2a9c81d07e", null)]
    [InlineData("x;reboot.service", null)]
    [InlineData("sh\\x2dop.service", null)]
    [InlineData(".service", null)]
    [InlineData(null, null)]
    public void A_service_raises_its_descriptors_in_its_unit(string? unit, string? command) => Assert.Equal(
        command, KnownSoftware.Remedies(Fault.DescriptorLimit, new ProcessFacts { Pid = 7, Name = "shop", Unit = unit })
            .SingleOrDefault()
            ?.Command);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void IsWellFormed(Remedy remedy)
    {
        Assert.InRange(remedy.Action.ToString().Length, 20, 220);
        Assert.True(char.IsUpper(remedy.Action.ToString()[0]), remedy.Action.ToString());
        Assert.False(remedy.Action.ToString().EndsWith('.'), remedy.Action.ToString());
        Assert.DoesNotContain("  ", remedy.Action.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(remedy.Action.ToString(), char.IsControl);
        Assert.True(remedy.Level is RemedyLevel.Application or RemedyLevel.Configuration);
        Assert.NotEqual("", remedy.Command);
    }
}
