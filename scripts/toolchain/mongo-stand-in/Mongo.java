// A stand-in for MongoDB where no real server can be had: for tests and for trying Morrow out, not for production.
// Arguments: the port on 127.0.0.1, then nothing (data in memory) or the file to keep the data in.
import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

public final class Mongo {
  /** The driver refuses servers older than wire version 9; the library itself claims 8. */
  enum Version implements MongoVersion {
    V5_0;

    @Override
    public int getWireVersion() {
      return 9;
    }

    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }
  }

  public static void main(String[] arguments) {
    MongoServer server = new MongoServer(backend(arguments));
    // On SIGTERM the file is closed in order.
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
  }

  private static MongoBackend backend(String[] arguments) {
    return arguments.length == 1
        ? new MemoryBackend().version(Version.V5_0)
        : new H2Backend(arguments[1]).version(Version.V5_0);
  }
}
