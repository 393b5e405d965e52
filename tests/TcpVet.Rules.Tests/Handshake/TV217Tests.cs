using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

public sealed class TV217Tests
{
    [Theory]
    [InlineData("loopback", Severity.Warning, "webapp", "The published port :8955 leads to 172.17.0.2:8080, where webapp (pid 22263) does not listen", "Let webapp (pid 22263) listen on 0.0.0.0 in the container, instead of 127.0.0.1:8080")]
    [InlineData("wrong-port", Severity.Warning, "webapp", "The published port :8955 leads to 172.17.0.2:80, where nobody listens", "Publish port 8000, on which webapp (pid 22263) listens (-p PORT:8000), or let it listen on 80")]
    [InlineData("nobody", Severity.Warning, "docker-proxy", "The published port :8955 leads to 172.17.0.2:8080, where nobody listens", "Start the program in the container, or look in its log why it ended; compare its port with the published one")]
    [InlineData("once", Severity.Info, "webapp", "The published port :8955 leads to 172.17.0.2:8080, where webapp (pid 22263) does not listen", "Let webapp (pid 22263) listen on 0.0.0.0 in the container, instead of 127.0.0.1:8080")]
    [InlineData("comes-and-goes", Severity.Info, "webapp", "The published port :8955 leads to 172.17.0.2:8080, where webapp (pid 22263) does not listen", "Look whether it restarts again and again")]
    public void Names_the_published_port_the_program_and_the_lever(
        string name, Severity severity, string process, string title, string remedy)
    {
        Finding finding = Captures.Only("TV217", $"fires/{name}");

        Assert.Equal((severity, process, title), (finding.Severity, finding.Subject.Process?.Name, finding.Title.ToString()));
        Assert.Equal(remedy, finding.Remedies[0].Action.ToString());
    }

    [Fact]
    public void Names_the_container()
    {
        Finding finding = Captures.Only("TV217", "fires/loopback");

        Assert.Equal("docker-4c01db0b339c.scope", finding.Value("the container"));
        Assert.Equal("tcpvet listeners -N 22263", finding.Remedies[1].Command);
    }

    [Fact]
    public void The_proxy_and_its_reset_clients_are_told_once()
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read("TV217/fires/loopback")).Findings);

        Assert.Equal("TV217", finding.Code);
        Assert.Contains("TV218", finding.Explains);
    }

    [Fact]
    public void What_it_leaves_to_others_is_told_by_them()
    {
        Assert.Equal("TV212", Assert.Single(CaptureJudge.Diagnose(Captures.Read("TV217/quiet/another-program-is-refused")).Findings).Code);
        Assert.Equal("TV212", Assert.Single(CaptureJudge.Diagnose(Captures.Read("TV217/quiet/udp")).Findings).Code);
    }
}
