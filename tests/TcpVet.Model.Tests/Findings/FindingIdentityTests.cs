namespace TcpVet.Model.Tests.Findings;

/// <summary>An identity takes what lasts of a subject.</summary>
public sealed class FindingIdentityTests
{
    private static readonly FindingSubject Subject = new()
    {
        Process = new ProcessRef(7, "java"),
        Cgroup = "shop.service",
        Local = new InetEndpoint(InetAddress.AnyIPv4, 8080),
    };

    [Fact]
    public void It_names_what_the_trouble_is_about() =>
        Assert.Equal("TV101 process=java unit=shop.service local=0.0.0.0:8080", FindingIdentity.Of("TV101", Subject).ToString());

    [Fact]
    public void A_restarted_service_and_a_moved_line_keep_it()
    {
        FindingSubject restarted = Subject with { Process = new ProcessRef(8, "java"), File = "/etc/a.conf", Line = 3, Column = 4 };

        Assert.Equal(FindingIdentity.Of("TV101", Subject with { File = "/etc/a.conf", Line = 9 }), FindingIdentity.Of("TV101", restarted));
    }

    [Fact]
    public void Every_other_part_makes_another_trouble()
    {
        FindingSubject[] others =
        [
            Subject, Subject with { Netns = "web" }, Subject with { Process = new ProcessRef(7, "node") }, Subject with { Cgroup = "other.service" },
            Subject with { Local = new InetEndpoint(InetAddress.AnyIPv4, 81) },
            Subject with { Peer = new InetEndpoint(InetAddress.AnyIPv4, 5) },
            Subject with { Setting = "net.core.somaxconn" }, Subject with { Counter = "Udp.InErrors" }, Subject with { File = "/etc/b.conf" },
        ];

        Assert.Distinct(others.Select(subject => FindingIdentity.Of("TV101", subject)));
        Assert.NotEqual(FindingIdentity.Of("TV101", Subject), FindingIdentity.Of("TV102", Subject));
    }

    [Fact]
    public void A_hostile_name_makes_no_second_word()
    {
        FindingIdentity hostile = FindingIdentity.Of("TV101", new FindingSubject { Process = new ProcessRef(1, "a unit=b\n") });

        Assert.Equal("process=a%20unit%3Db%0A", hostile.Subject);
        Assert.NotEqual(FindingIdentity.Of("TV101", new FindingSubject { Process = new ProcessRef(1, "a"), Cgroup = "b" }), hostile);
    }

    [Fact]
    public void Twins_are_told_apart_by_one_word_more() =>
        Assert.Equal("TV101 process=java unit=shop.service local=0.0.0.0:8080 pid=7", FindingIdentity.Of("TV101", Subject).With("pid", "7").ToString());
}
