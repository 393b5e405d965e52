using TcpVet.Model;

namespace TcpVet.Rules.Tests;

public sealed class TV113Tests
{
    [Fact]
    public void Idle_is_not_dead_so_it_is_information()
    {
        Finding finding = Captures.Only("TV113", "fires/database-clients");

        Assert.Equal((Severity.Info, Confidence.Possible), (finding.Severity, finding.Confidence));
        Assert.Equal("postgres (pid 311): 120 connections on :5432 silent, no keepalive", finding.Title.ToString());
        Assert.Equal("2 d", finding.Value("longest silence"));
    }

    [Fact]
    public void A_sample_is_scaled_and_said_to_be_one()
    {
        Finding finding = Captures.Only("TV113", "fires/sampled-and-dear");

        Assert.Equal("broker (pid 51): about 300,000 connections on :1883 silent, no keepalive", finding.Title.ToString());
        Assert.Equal("a sample of 20,000 of 400,000 established connections", finding.Value("looked at"));
        Assert.Equal(Severity.Warning, finding.Severity); // they take more than half of the descriptors
    }

    [Fact]
    public void Without_a_survey_it_cannot_tell()
    {
        Capture capture = Captures.Read("TV113/quiet/keepalive-on");
        Capture blind =
            capture with { Namespaces = [capture.Namespaces[0] with { Idle = null }], Missing = [new MissingFact(FactNames.TcpInfo, "Linux 4.10")] };

        Assert.Equal("tcp_info (Linux 4.10)", Captures.Ask("TV113", blind).Missing?.ToString());
    }
}
