namespace TcpVet.Configs.Tests;

/// <summary>What the JDK does with backlogs, limits and timeouts, asked of the one on this machine.</summary>
public sealed class RealJavaTests
{
    [Fact]
    public void A_server_socket_asks_for_50() => Assert.Equal("50", Run("""
        try (ServerSocket server = new ServerSocket(8080)) {
          Process ss = new ProcessBuilder("ss", "-ltnH", "sport = :8080").start();
          System.out.println(new String(ss.getInputStream().readAllBytes()).trim().split(" +")[2]);
        }
        """));

    [Fact]
    public void Nothing_has_a_limit_by_default() => Assert.Equal("0 0 0 Optional.empty Optional.empty", Run("""
        URLConnection url = new URL("http://127.0.0.1:1/").openConnection();
        System.out.println(new Socket().getSoTimeout() + " " + url.getReadTimeout() + " " + url.getConnectTimeout() + " "
            + HttpClient.newHttpClient().connectTimeout() + " " + HttpRequest.newBuilder(URI.create("http://x/")).build().timeout());
        """));

    // The headers come at once and the body never: the timeout of a second does not end it. JDK 26 is the first that does.
    [Fact]
    public void A_request_timeout_ends_with_the_headers()
    {
        string[] said = Run("""
            ServerSocket server = new ServerSocket(8080);
            Thread answering = new Thread(() -> {
              try {
                Socket socket = server.accept();
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx".getBytes());
                Thread.sleep(60_000);
              } catch (Exception e) { }
            });
            answering.setDaemon(true); answering.start();
            Thread asking = new Thread(() -> {
              try {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:8080/")).timeout(Duration.ofSeconds(1)).build();
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
              } catch (Exception e) { }
            });
            asking.setDaemon(true); asking.start();
            asking.join(4_000);
            System.out.println(Runtime.version().feature() + " " + asking.isAlive());
            System.exit(0);
            """).Split(' ');

        Assert.Equal(int.Parse(said[0], System.Globalization.CultureInfo.InvariantCulture) < 26 ? "true" : "false", said[1]);
    }

    [Fact]
    public void The_soft_limit_is_lifted_to_the_hard_one() => Assert.Matches(
        @"Max open files +3000 +3000 ",
        Run("System.out.println(java.nio.file.Files.readString(java.nio.file.Path.of(\"/proc/self/limits\")));", "ulimit -Sn 256; ulimit -Hn 3000;"));

    private static string Run(string body, string before = "")
    {
        string said = "";
        PrivateFolder.Run(folder =>
        {
            string path = PrivateFolder.Write(folder, "Asked.java", $$"""
                import java.net.*; import java.net.http.*; import java.time.*;
                public class Asked { public static void main(String[] words) throws Exception { {{body}} } }
                """);
            said = ServedProgram.Run($"{before} java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m '{path}'").Trim();
        });
        // A JRE runs no source.
        Assert.SkipWhen(said.Contains("jdk.compiler", StringComparison.Ordinal) || said.Contains("not found", StringComparison.Ordinal), "no JDK is installed");
        return said;
    }
}
