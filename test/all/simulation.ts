// The test that keeps a processor busy for longest: at the end nothing would run beside it.
import '../sim/payment.ts'
