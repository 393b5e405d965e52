using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TcpVet.Lab;
using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;

namespace TcpVet.Probes.Tests.Tcp;

/// <summary>The ClientHello is one that a real TLS server answers.</summary>
public sealed class TlsServerTests
{
    [Fact]
    public void A_tls_server_answers_the_hello()
    {
        using Sandbox sandbox = Require.Sandbox();
        using X509Certificate2 certificate = Certificate();
        using Socket listener = sandbox.Run(() =>
        {
            Socket made = new(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            made.Bind(new IPEndPoint(IPAddress.Loopback, 443));
            made.Listen();
            return made;
        });
        Thread server = new(() => Serve(listener, certificate));
        server.Start();
        InetEndpoint at = new(InetAddress.Parse("127.0.0.1"), 443);

        ProbeResult? result = null;
        sandbox.Run(() =>
        {
            ProbeRun.Ask(
                [new ProbeQuestion($"tcp://{at}", Protocol.Tcp, at)], new ProbeOptions { Banner = true, Timeout = TimeSpan.FromSeconds(20) }, _ =>
                    true, one => result = one, TestContext.Current.CancellationToken);
            return true;
        });

        server.Join();
        Assert.Equal((ProbeVerdict.Open, "tls"), (result!.Verdict, result.Reply?.Protocol));
        Assert.StartsWith("TLS 1.3, TLS_", result.Reply!.Summary, StringComparison.Ordinal);
    }

    private static void Serve(Socket listener, X509Certificate2 certificate)
    {
        using Socket peer = listener.Accept();
        using SslStream tls = new(new NetworkStream(peer));
        try
        {
            tls.AuthenticateAsServer(certificate);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The probe resets the connection once it has its answer.
        }
    }

    private static X509Certificate2 Certificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=probe.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
